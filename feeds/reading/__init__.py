"""Documents read in a process of their own: parsed, tagged, figures found."""
