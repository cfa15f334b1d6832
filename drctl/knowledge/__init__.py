"""What a workspace knows, made findable: documents, their words, and two indexes of the same.

`documents.py` says what can be found, `words.py` what a text's words are; `store.py` keeps them in
SQLite for the terminal, `script.py` as a file for the site. Both rank as `ranking.py` says.
"""
