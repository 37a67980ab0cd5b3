"""How far classes hang on who was drawn, left out, missing or asked, and on the method."""
