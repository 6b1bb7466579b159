"""Reading a results release of Alibaba into observations that prove themselves.

    document ─► text ─► tables, statements ─► observations ─► checks ─► proposal against the record

`document` turns PDF, HTML or plain text into one line of text; `tables` finds tables in it by what
they say; `vocabulary` knows what the lines are called; `reader` puts the observations together;
`checks` tries to prove them wrong; `proposal` compares them with the record and stores them.
"""
