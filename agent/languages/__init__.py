"""Languages other than English: their words, one file a language under words/.

English has its own rules in agent/text; a language without a file is compared by its plain words.
"""
