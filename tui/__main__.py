"""`python -m tui`: the same as `alimon`."""

from tui.command_line import main

main()
