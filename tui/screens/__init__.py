"""Full screens and the cards that open over them."""
