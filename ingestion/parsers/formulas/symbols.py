"""The names of mathematical symbols in TeX."""

from __future__ import annotations

GREEK = (
    "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "varsigma sigma tau upsilon varphi chi psi omega"
).split()
CAPITALS = {
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma",
    "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "ϵ": "epsilon", "ϕ": "phi",
    "ϑ": "vartheta", "ϱ": "varrho", "ϖ": "varpi",
}  # fmt: skip
OPERATORS = {
    "×": "times", "÷": "div", "±": "pm", "∓": "mp", "·": "cdot", "⋅": "cdot", "∗": "ast",
    "∘": "circ", "⊗": "otimes", "⊕": "oplus", "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx",
    "≡": "equiv", "≅": "cong", "∼": "sim", "≃": "simeq", "∝": "propto", "≪": "ll", "≫": "gg",
    "→": "to", "←": "leftarrow", "↔": "leftrightarrow", "⇒": "Rightarrow", "⇐": "Leftarrow",
    "⇔": "Leftrightarrow", "↦": "mapsto", "⇌": "rightleftharpoons", "↑": "uparrow",
    "↓": "downarrow", "∞": "infty", "∂": "partial", "∇": "nabla", "∈": "in", "∉": "notin",
    "∋": "ni", "⊂": "subset", "⊆": "subseteq", "⊃": "supset", "⊇": "supseteq", "∪": "cup",
    "∩": "cap", "∅": "emptyset", "∖": "setminus", "∧": "wedge", "∨": "vee", "¬": "neg",
    "∀": "forall", "∃": "exists", "∄": "nexists", "⊥": "perp", "∥": "parallel", "∠": "angle",
    "…": "ldots", "⋯": "cdots", "⋮": "vdots", "⋱": "ddots", "′": "prime", "°": "degree",
    "ℏ": "hbar", "ℓ": "ell", "ℝ": "mathbb{R}", "ℕ": "mathbb{N}", "ℤ": "mathbb{Z}",
    "ℚ": "mathbb{Q}", "ℂ": "mathbb{C}", "ℙ": "mathbb{P}", "ℵ": "aleph", "⌊": "lfloor",
    "⌋": "rfloor", "⌈": "lceil", "⌉": "rceil", "⟨": "langle", "⟩": "rangle", "〈": "langle",
    "〉": "rangle", "‖": "|", "⊢": "vdash", "⊨": "models", "∴": "therefore", "∑": "sum",
    "∏": "prod", "∐": "coprod", "∫": "int", "∬": "iint", "∭": "iiint", "∮": "oint",
    "⋃": "bigcup", "⋂": "bigcap", "⨁": "bigoplus", "⨂": "bigotimes", "⋁": "bigvee",
    "⋀": "bigwedge", "√": "surd", "ı": "imath", "ȷ": "jmath", "†": "dagger", "⋆": "star",
}  # fmt: skip
NAMES = (
    {chr(0x3B1 + place): name for place, name in enumerate(GREEK) if name != "omicron"}
    | CAPITALS
    | OPERATORS
)
SPECIAL = {"#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_", "{": r"\{", "}": r"\}"}
SPECIAL |= {
    "\\": r"\backslash ",
    "~": r"\sim ",
    "−": "-",
    "\u2061": "",
    "\u2062": "",
    "\u2063": ",",
}
SPECIAL |= {"\u2064": "+", "\u200b": "", "\u00a0": " ", "\u2009": " ", "\u2003": " "}
ACCENTS = {
    "\u0302": "hat", "^": "hat", "ˆ": "hat", "\u0303": "tilde", "~": "tilde", "˜": "tilde",
    "\u0304": "bar", "\u0305": "overline", "¯": "bar", "‾": "overline", "_": "underline",
    "\u20d7": "vec", "→": "vec", "\u0307": "dot", "˙": "dot", "\u0308": "ddot", "¨": "ddot",
    "\u030c": "check", "ˇ": "check", "\u0306": "breve", "˘": "breve", "\u0301": "acute",
    "´": "acute", "\u0300": "grave", "`": "grave", "⏞": "overbrace", "⏟": "underbrace",
    "\u0332": "underline",
}  # fmt: skip
FUNCTIONS = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp lim limsup "
    "liminf sup inf max min arg det dim ker gcd hom deg Pr".split()
)
