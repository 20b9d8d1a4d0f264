/* The words and lines of a PDF page, with their places and fonts, in one call.

A page has hundreds of words, and pdfium has to be asked four or five things about each: in a
compiled loop that costs a tenth of what it costs from Python. Nothing of pdfium is linked; its
functions are passed in. Built by `make setup`; read by words.py, whose formats name the
fields of `Word` and `Line` in their order. words_in_python.py does the same without a compiler: a
change here is a change there. */

#include <math.h>
#include <stdint.h>

#define HYPHEN 2 /* pdfium's mark for a hyphen at a line's end */
#define MONO 1
#define BOLD 2
#define LOOSE 4 /* not a line's text as it stands: to be joined from its words */
#define TURN 3  /* from this bit on: quarter turns from the page's direction to the text's own */
#define TURNS (3 << TURN)
#define UNPAINTED (1 << 5) /* text without paint, as over a scan, or with one that is transparent */
#define WHITE (1 << 6)     /* text in white, which shows only on what is darker */
#define SWITCHED_OFF (1 << 7) /* text of a layer that is not shown */
#define UNSEEN (UNPAINTED | WHITE | SWITCHED_OFF)
#define ODD (1 << 8)       /* of a page: it has codes that stand for other signs, see words.py */
#define LEAST_WHITE 250    /* of 255, of each colour */
#define FILLED 0           /* pdfium's modes of drawing text */
#define NOT_DRAWN 3
#define UNKNOWN 0xfffd /* a character whose Unicode the file does not say */
#define SMALL 0.85    /* of the text's size: at most that of raised digits */
#define RAISED_FROM 0.15 /* of the text's size: how far above its baseline raised digits stand */
#define RAISED_TO 0.7
#define SPACE 0.8    /* of the text's size, as lines.py has them: a usual space is no wider, */
#define CELL_GAP 1.0 /* and none is wider than that */
#define BESIDE 0.6 /* of the text's size: at most that far from it */

const int words_version = 7; /* as native_library.py has it: raise both with any change of a signature */

typedef struct { float left, top, right, bottom; } Box;
typedef struct { float a, b, c, d, e, f; } Matrix;

typedef struct {
    unsigned (*unicode)(void *page, int index);
    int (*origin)(void *page, int index, double *x, double *y);
    int (*loose_box)(void *page, int index, Box *box);
    void *(*text_object)(void *page, int index);
    void *(*font_of)(void *object);
    double (*font_size)(void *page, int index);
    int (*text_matrix)(void *page, int index, Matrix *matrix);
    int (*text_mode)(void *object);
    int (*fill)(void *object, unsigned *red, unsigned *green, unsigned *blue, unsigned *alpha);
    int (*marks)(void *object);
    void *(*mark)(void *object, unsigned long index);
    int (*mark_name)(void *mark, uint16_t *name, unsigned long bytes, unsigned long *needed);
    unsigned long (*font_info)(void *page, int index, void *name, unsigned long bytes, int *flags);
    int (*style)(const char *name, int fixed); /* MONO and BOLD of a font; whether all its characters have one width */
    int (*layer_off)(void *object); /* whether an object is in a layer that is not shown */
} Pdfium;

typedef struct { int32_t start, end, style; double x0, x1, y, size; } Word;
typedef struct {
    int32_t first, end, start, stop, style, gap_first, gap_end;
    uint8_t mono, bold, loose, parted;
    double x0, x1, y, size, head, gap;
} Line;
typedef struct { int64_t at; double from, to; } Gap; /* before the word `at` of its line */
typedef struct { void *object; int style; double size; int mixed; } Font; /* style with the turn */
typedef struct { double width, height; } Size; /* of the page as it is written */

#define NAME 128      /* bytes of a font's name */
#define FIXED_PITCH 1 /* bit of a font descriptor's flags (ISO 32000-1, table 123) */
#define FONTS 64 /* remembered of a page; what is beyond is asked again */

typedef struct {
    const Pdfium *pdfium;
    void *page;
    Font last;
    void *fonts[FONTS];
    int styles[FONTS], known;
} Asked;

/* Whether it is none of the characters that the functions below tell, as almost all. */
static inline int is_plain(uint32_t c) {
    return c > ' ' && c < 0x7f;
}

static int is_space(uint32_t c) {
    return (c >= 9 && c <= 13) || (c >= 28 && c <= 32) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

static int style_of(Asked *asked, void *font, int index) {
    for (int known = 0; font && known < asked->known; known++)
        if (asked->fonts[known] == font)
            return asked->styles[known];
    char name[NAME] = "";
    int flags = 0;
    asked->pdfium->font_info(asked->page, index, name, sizeof name, &flags);
    int style = asked->pdfium->style(name, flags & FIXED_PITCH);
    if (font && asked->known < FONTS) {
        asked->fonts[asked->known] = font;
        asked->styles[asked->known++] = style;
    }
    return style;
}

/* How the text runs: 0 to the right, 1 upwards, 2 to the left and upside down, 3 downwards. */
static int turn_of(const Matrix *matrix) {
    if (fabs(matrix->b) > fabs(matrix->a))
        return matrix->b > 0 ? 1 : 3;
    return matrix->a < 0 && matrix->d < 0 ? 2 : 0;
}

/* Whether an object is in a layer; most marks are of the document's structure. */
static int in_layer(const Pdfium *pdfium, void *object) {
    for (int index = 0, all = pdfium->marks(object); index < all; index++) {
        uint16_t name[4] = {0};
        unsigned long needed = 0;
        void *mark = pdfium->mark(object, index);
        if (pdfium->mark_name(mark, name, sizeof name, &needed) && needed == 6 && name[0] == 'O' && name[1] == 'C')
            return 1;
    }
    return 0;
}

/* Whether and why the text of an object may not be seen. */
static int unseen(const Pdfium *pdfium, void *object) {
    int mode = pdfium->text_mode(object), found = mode == NOT_DRAWN ? UNPAINTED : 0;
    unsigned red = 0, green = 0, blue = 0, alpha = 0;
    if (mode == FILLED && pdfium->fill(object, &red, &green, &blue, &alpha)) {
        if (!alpha)
            found |= UNPAINTED;
        else if (red >= LEAST_WHITE && green >= LEAST_WHITE && blue >= LEAST_WHITE)
            found |= WHITE;
    }
    if (in_layer(pdfium, object) && pdfium->layer_off(object))
        found |= SWITCHED_OFF;
    return found;
}

static Font font_at(Asked *asked, int index, void *object) {
    const Pdfium *pdfium = asked->pdfium;
    if (object && object == asked->last.object)
        return asked->last;
    Matrix matrix = {0};
    pdfium->text_matrix(asked->page, index, &matrix);
    double scale = hypot(matrix.c, matrix.d);
    double size = pdfium->font_size(asked->page, index) * (scale > 0 ? scale : 1);
    void *font = object ? pdfium->font_of(object) : 0;
    int style = style_of(asked, font, index) | turn_of(&matrix) << TURN;
    if (object)
        style |= unseen(pdfium, object);
    asked->last = (Font){object, style, floor(size * 10 + 0.5) / 10, 0};
    return asked->last;
}

/* Within a word the font may change. The comma after `x` in prose is not set as code; a bracket in
the wrong font is a slip. */
static Font font_of_word(Asked *asked, const uint32_t *text, int first, int last) {
    void *begun = asked->pdfium->text_object(asked->page, first);
    void *ended = asked->pdfium->text_object(asked->page, last);
    Font font = font_at(asked, first, begun);
    if (begun && begun == ended)
        return font;
    int middle = (first + last) / 2;
    Font half = font_at(asked, middle, asked->pdfium->text_object(asked->page, middle));
    Font end = font_at(asked, last, ended);
    int mono = (font.style & MONO) + (half.style & MONO) + (end.style & MONO);
    uint32_t mark = text[last];
    int ends = mark == '.' || mark == ',' || mark == ';' || mark == ':' || mark == '!' || mark == '?';
    int bold = font.style & half.style & end.style & BOLD;
    font.style = (mono >= (ends ? 3 : 2) ? MONO : 0) | bold | (font.style & (TURNS | UNSEEN));
    font.mixed = 1;
    return font;
}

static int is_ligature(uint32_t c) {
    return c >= 0xfb00 && c <= 0xfb04;
}

/* A word goes on with the line when it stands on the line's baseline, to the right of it. The
line's size is that of its longest word: a bullet may be twice as big. */
static int goes_on(const Line *line, const Word *word) {
    return !((line->style ^ word->style) & TURNS) && fabs(word->y - line->y) <= 0.4 * line->size &&
           word->x0 >= line->x1 - line->size;
}

/* The place of a word along its own direction, from the lower left of the page turned that way. */
static void place(Word *word, double x, double y, const Box *box, const Size *page) {
    switch ((word->style & TURNS) >> TURN) {
    case 0: word->x0 = x, word->y = y, word->x1 = box->right; break;
    case 1: word->x0 = y, word->y = page->width - x, word->x1 = box->top; break;
    case 2: word->x0 = page->width - x, word->y = page->height - y, word->x1 = page->width - box->left; break;
    default: word->x0 = page->height - y, word->y = x, word->x1 = page->height - box->bottom;
    }
    word->x1 = fmax(word->x1, word->x0);
}

static double baseline(Asked *asked, int index, int style, const Size *page) {
    double x = 0, y = 0;
    asked->pdfium->origin(asked->page, index, &x, &y);
    switch ((style & TURNS) >> TURN) {
    case 0: return y;
    case 1: return page->width - x;
    case 2: return page->height - y;
    default: return x;
    }
}

/* The sign that a digit, "+", "-", "=", "(", ")" or "n" is when it is raised; 0 for others. */
static uint32_t raised_sign(uint32_t c) {
    switch (c) {
    case '1': return 0xb9;
    case '2': case '3': return c + 0x80;
    case '+': return 0x207a;
    case '-': case 0x2212: return 0x207b;
    case '=': return 0x207c;
    case '(': case ')': return c - '(' + 0x207d;
    case 'n': return 0x207f;
    default: return c == '0' || (c >= '4' && c <= '9') ? c - '0' + 0x2070 : 0;
    }
}

/* Whether text of one size and baseline stands raised beside text of another one. */
static int is_raised(double size, double y, double beside, double base) {
    return size <= SMALL * beside && y - base >= RAISED_FROM * beside && y - base <= RAISED_TO * beside;
}

/* Writes digits as raised ones, where all of a text may be raised. Gives whether it did. */
static int raise_text(uint32_t *text, int first, int end) {
    for (int index = first; index < end; index++)
        if (!raised_sign(text[index]))
            return 0;
    for (int index = first; index < end; index++)
        text[index] = raised_sign(text[index]);
    return 1;
}

static int stands_raised(Asked *asked, int index, int style, double largest, double base, const Size *page) {
    double size = font_at(asked, index, asked->pdfium->text_object(asked->page, index)).size;
    return size <= SMALL * largest && is_raised(size, baseline(asked, index, style, page), largest, base);
}

/* Raised digits within a word whose font changes; a word that begins with them has the size and
the baseline of its largest letters. */
static void raise_in_word(Asked *asked, uint32_t *text, Word *word, const Size *page) {
    double largest = 0, base = 0;
    for (int index = word->start; index < word->end; index++) {
        double size = font_at(asked, index, asked->pdfium->text_object(asked->page, index)).size;
        if (size > largest)
            largest = size, base = baseline(asked, index, word->style, page);
    }
    for (int first = word->start, end; first < word->end; first = end) {
        for (end = first; end < word->end && stands_raised(asked, end, word->style, largest, base, page);)
            end++;
        if (end == first)
            end++;
        else if (raise_text(text, first, end) && first == word->start)
            word->size = largest, word->y = base;
    }
}

/* Raised digits beside the line that they belong to: after it, or in front of it as the mark of a
footnote. They then stand on its baseline. */
static void raise_beside(uint32_t *text, Line *line, Word *words, Word *word) {
    double gap = word->x0 - line->x1;
    if ((line->style ^ word->style) & TURNS || gap < -RAISED_FROM * line->size)
        return;
    if (is_raised(word->size, word->y, line->size, line->y)) {
        if (gap <= BESIDE * line->size && raise_text(text, word->start, word->end))
            word->y = line->y;
    } else if (line->end == line->first + 1 && is_raised(line->size, line->y, word->size, word->y)) {
        if (gap <= BESIDE * word->size && raise_text(text, line->start, line->stop))
            words[line->first].y = line->y = word->y, line->size = word->size;
    }
}

/* Whether a code may stand for another sign: as the pattern of that name in words.py, or more. */
static int is_odd(uint32_t c) {
    return (c < 28 && c != HYPHEN && !(c >= 9 && c <= 13)) || (c >= 0x7f && c <= 0x9f) ||
           (c >= 0xf021 && c <= 0xf0ff);
}

/* Tells what a whole line is, and adds its wide gaps to those `found` before. Gives how many there are then. */
static int whole(Line *line, const Word *words, Gap *gaps, int found) {
    line->mono = (line->style & MONO) != 0;
    line->bold = (line->style & BOLD) != 0;
    line->loose = (line->style & LOOSE) != 0;
    line->parted = line->gap > CELL_GAP * line->size;
    line->gap_first = found;
    double wide = SPACE * line->size;
    for (int at = line->first + 1; line->gap > wide && at < line->end; at++)
        if (words[at].x0 - words[at - 1].x1 > wide)
            gaps[found++] = (Gap){at - line->first, words[at - 1].x1, words[at].x0};
    return line->gap_end = found;
}

/* Fills `text` (one number for each of `count` characters), `words`, `lines` and `gaps`, each with
room for `count`, and `marks` with all that words have in their styles. Gives the number of lines;
the last one ends with the last word and the last gap. */
int read_page(
    const Pdfium *pdfium, void *page, int count, const Size *size, uint32_t *text, Word *words, Line *lines, Gap *gaps, int *marks) {
    Asked asked = {.pdfium = pdfium, .page = page};
    int found = 0, rows = 0, longest = 0;
    *marks = 0;
    for (int index = 0; index < count; index++) {
        uint32_t c = text[index] = pdfium->unicode(page, index);
        if (is_plain(c))
            continue;
        text[index] = c == 0xfffe ? HYPHEN : c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? UNKNOWN : c;
        *marks |= is_odd(text[index]) ? ODD : 0;
    }
    for (int index = 0; index < count;) {
        if (!is_plain(text[index]) && is_space(text[index])) {
            index++;
            continue;
        }
        int first = index, loose = 0;
        for (; index < count && (is_plain(text[index]) || !(is_space(text[index]) || text[index] == HYPHEN)); index++)
            loose |= is_ligature(text[index]) ? LOOSE : 0;
        if (index < count && text[index] == HYPHEN) {
            loose = LOOSE;
            index++;
        }
        Font font = font_of_word(&asked, text, first, index - 1);
        double x = 0, y = 0;
        Box box = {0};
        pdfium->origin(page, first, &x, &y);
        pdfium->loose_box(page, index - 1, &box);
        Word *word = &words[found];
        *word = (Word){first, index, font.style | loose, 0, 0, 0, font.size};
        *marks |= word->style;
        place(word, x, y, &box, size);
        if (index > first + 1 && font.mixed)
            raise_in_word(&asked, text, word, size);
        Line *line = &lines[rows - 1];
        if (rows)
            raise_beside(text, line, words, word);
        if (rows && goes_on(line, word)) {
            line->gap = fmax(line->gap, word->x0 - line->x1);
            line->x1 = word->x1;
            if (first != line->stop + 1 || text[line->stop] != ' ')
                loose = LOOSE;
            line->style = (line->style & word->style) | ((line->style | loose) & LOOSE) | ((line->style | word->style) & UNSEEN);
            line->end = found + 1;
            line->stop = index;
        } else {
            line = &lines[rows++];
            *line = (Line){
                .first = found, .end = found + 1, .start = first, .stop = index, .style = word->style,
                .x0 = word->x0, .x1 = word->x1, .y = word->y, .size = word->size, .head = word->x1};
            longest = 0;
        }
        if (word->end - word->start > longest) {
            longest = word->end - word->start;
            line->size = word->size;
        }
        found++;
    }
    for (int row = 0, wide = 0; row < rows; row++)
        wide = whole(&lines[row], words, gaps, wide);
    return rows;
}

/* The objects of one type whose smaller side is `least` or more: their numbers, and left, bottom, right, top of each. */
int place_objects(
    int (*count)(void *), void *(*object)(void *, int), int (*type)(void *),
    int (*bounds)(void *, float *, float *, float *, float *),
    void *page, int wanted, float least, int *numbers, float *places, int room) {
    int found = 0;
    for (int index = 0, all = count(page); index < all && found < room; index++) {
        void *shown = object(page, index);
        float *place = places + 4 * found;
        if (type(shown) != wanted || !bounds(shown, place, place + 1, place + 2, place + 3))
            continue;
        if (place[2] - place[0] >= least && place[3] - place[1] >= least)
            numbers[found++] = index;
    }
    return found;
}

/* The points of a path: x, y, and the type of the segment that leads there. Gives how many. */
int path_points(
    int (*count)(void *), void *(*segment)(void *, int), int (*point)(void *, float *, float *),
    int (*type)(void *), void *path, float *points, int room) {
    int found = 0;
    for (int index = 0, all = count(path); index < all && found < room; index++) {
        void *part = segment(path, index);
        float *place = points + 3 * found;
        if (!point(part, place, place + 1))
            continue;
        place[2] = type(part);
        found++;
    }
    return found;
}

#define LOOKED_AT 300 /* points of a path */
#define LINETO 0
#define EDGE 0.02   /* as drawings.py has them */
#define SLOPED 0.1

/* Whether a path is more than a box: as is_drawn of drawings.py. */
static int is_drawn(int count, const float *points) {
    if (count < 2)
        return 0;
    double left = points[0], right = left, low = points[1], high = low;
    int straight = 0;
    for (int at = 0; at < count; at++) {
        double x = points[3 * at], y = points[3 * at + 1];
        left = fmin(left, x), right = fmax(right, x), low = fmin(low, y), high = fmax(high, y);
        straight |= points[3 * at + 2] == LINETO;
    }
    if (!straight)
        return 1;
    double near = EDGE * (right - left), flat = EDGE * (high - low);
    for (int at = 0; at < count; at++) {
        double x = points[3 * at], y = points[3 * at + 1];
        if (left + near < x && x < right - near && low + flat < y && y < high - flat)
            return 1;
    }
    double wide = SLOPED * (right - left), tall = SLOPED * (high - low);
    for (int at = 1; at < count; at++) {
        const float *point = points + 3 * at, *before = point - 3;
        if (point[2] == LINETO && fabs((double)point[0] - before[0]) > wide && fabs((double)point[1] - before[1]) > tall)
            return 1;
    }
    return 0;
}

/* The functions of pdfium that tell about the objects of a page and the points of its paths. */
typedef struct {
    int (*count)(void *page);
    void *(*object)(void *page, int index);
    int (*type)(void *object);
    int (*bounds)(void *object, float *left, float *bottom, float *right, float *top);
    int (*segments)(void *path);
    void *(*segment)(void *path, int index);
    int (*point)(void *segment, float *x, float *y);
    int (*kind)(void *segment);
} Objects;

typedef struct { float left, bottom, right, top, kind; } Path;

#define RULE -1 /* kinds of paths, as places.py has them */
#define BOX 0
#define DRAWN 1
#define PATH 2 /* pdfium's type of paths */

/* Looks at the objects of a page once, because pdfium checks the page whenever it is asked for one. Counts those of each
type (below `types`) and fills `paths` with the first `room` paths, and with later ones that are no rules. A path with a
side below `least` is a rule, as are all after LOOKED_AT others; one with a side below `stroke` is not drawn. Gives the
number of paths. */
int read_objects(
    const Objects *pdfium, void *page, float least, float stroke, int *counts, int types, Path *paths, int room) {
    float points[3 * LOOKED_AT];
    int found = 0, looked_at = 0;
    for (int index = 0, all = pdfium->count(page); index < all; index++) {
        void *object = pdfium->object(page, index);
        int type = pdfium->type(object);
        if (type >= 0 && type < types)
            counts[type]++;
        Path path = {.kind = RULE};
        if (type != PATH || !pdfium->bounds(object, &path.left, &path.bottom, &path.right, &path.top))
            continue;
        float across = path.right - path.left, up = path.top - path.bottom;
        if (across >= least && up >= least && looked_at < LOOKED_AT) {
            looked_at++;
            path.kind = BOX;
            if (across >= stroke && up >= stroke) {
                int count = path_points(pdfium->segments, pdfium->segment, pdfium->point, pdfium->kind, object, points, LOOKED_AT);
                path.kind = is_drawn(count, points) ? DRAWN : BOX;
            }
        }
        if (found < room || path.kind != RULE)
            paths[found++] = path;
    }
    return found;
}
