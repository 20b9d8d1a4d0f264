"""Tasks about a conversation that other programs send by themselves: a title, tags, next questions.

They are recognised by their form, a long instruction with the conversation inside, and answered
without a search: nothing is recorded, and no gap is reported.
"""
