"""Public verbs over several scenarios or results; each loads what it needs when it is called."""
