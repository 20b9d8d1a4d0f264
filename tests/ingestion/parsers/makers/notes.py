"""Texts of people who write by hand: Markdown, TeX, a notebook, captions; each with all it can."""

from __future__ import annotations

import json

MARKDOWN = r"""---
title: Bees
due: 2031-04-17
tags: [bees, {honey: 1}]
---
# Bees {#bees .x}

See [[Varroa control|how to treat mites]], ==now==[^1], H~2~O, 10^6^ and $x_i < \{2\}$. ^id

::: {.callout-tip title="Smoke"}
Cool *smoke* `first`{.py} [here]{#a}, \(a^2\) ^[in place].
:::

:::: challenge
## Count
| A | B || C |
|---|---||---|
| 1 | 2 || 3 |

![hive](a.png){alt='Ten frames in a row'} {{< figure caption="Hill" >}}
::::

```{note}
:class: x
Bring a *veil*.
```

term
:   definition

<table><tr><td>1</td></tr></table> <!-- hidden -->

> [!warning] Stings
> - [ ] 10<sup>3</sup>

$$
a \\ b
$$ (eq)

\begin{align}
u &= v
\end{align}

!!! note

%%
hidden
%%

[^1]: Note.
"""
TEX = r"""\documentclass{beamer}
\newcommand{\due}[2][4]{Set #1 is due on #2} % \newcommand{\x}{y}
\def\pair#1#2{(#1, \due{#2})}\NewDocumentCommand{\fee}{O{5} m}{#2 at #1}
\newtheorem{thm}{Theorem}[section]\DeclareMathOperator{\rank}{rank}
\title[A]{Notes \pair{a}{b}}\author{Ann \and Bo}\date{May}
\begin{document}\maketitle\input{chapters/ch1}
\section{Tides}\label{s} A \due{May}\footnote{In \emph{Tarn}.} $\rank A$, \SI{3}{\metre\per\second}.
\begin{frame}<1->[t]{Growth} \begin{itemize}\item<1-> one \only<3>{two}\item[x] y\end{itemize}
\begin{block}<2>{Rule} $a<3$ \verb|a % b| \end{block} \note{Ask.}\end{frame}
\begin{tabular}{lll}\toprule G & \multicolumn{2}{c}{Exam} \\ \cmidrule(lr){2-3} & D & R \\ \midrule
\multirow{2}{*}{T} & 2 & H \\ & 3 & I \\ \bottomrule\end{tabular}
\begin{thm}[Cauchy] So. \begin{equation} a &= b \\ c \end{equation}\end{thm}
\begin{lstlisting}[language=C]
int x; % no
\end{lstlisting} \iffalse hidden \fi \includegraphics[width=2cm]{a}
\begin{thebibliography}{9}\bibitem[B1]{b} Arden, 2019. \cite[p. 2]{b}\end{thebibliography}
\end{document}
"""
NOTEBOOK = json.dumps(
    {
        "nbformat": 4,
        "metadata": {"language_info": {"name": "python"}},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "markdown", "source": ["# A\n", MARKDOWN[60:400]]},
                    {"cell_type": "heading", "level": 2, "source": "B"},
                    {"cell_type": "raw", "source": "---\na: 1\n---\nraw"},
                    {
                        "cell_type": "code",
                        "source": "x",
                        "outputs": [
                            {"output_type": "stream", "text": ["1\n"] * 60},
                            {
                                "output_type": "display_data",
                                "data": {
                                    "text/html": "<table><tr><td>1</td></tr></table>",
                                    "text/plain": "1",
                                    "text/latex": "$x$",
                                },
                            },
                            {"output_type": "pyout", "html": ["<b>x</b>"], "png": "x"},
                            {"output_type": "error", "ename": "E", "evalue": "x"},
                        ],
                    },
                ]
            }
        ],
    }
)
CAPTIONS = """WEBVTT

NOTE x

1
00:00:00.160 --> 00:00:02.830 align:start
 
hello<00:00:00.480><c> and</c>

00:00:02.830 --> 01:00:02.840
<v Ann>hello and
welcome
2
00:00:03,000 --> 00:00:05.000
welcome {\\an8}to
"""
