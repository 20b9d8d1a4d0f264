"""Tasks about a conversation that other programs send by themselves: a title, tags, next questions.

They are recognised by their form, a long instruction with the conversation inside, and answered
without a search; they are neither stored nor counted as unanswered questions.
"""
