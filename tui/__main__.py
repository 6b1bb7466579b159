"""`python -m tui`: the same as `alimon`."""

from tui.start import main

main()
