"""The five questions investors ask about AI money, answered as far as figures go."""
