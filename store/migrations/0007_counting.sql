-- Counting what is new: what writes headlines does it once a poll (store/headlines/keeping.py). A trigger
-- for each row made SQLite keep a journal to undo the statement with, half of the work of writing.
drop trigger headlines_came;
