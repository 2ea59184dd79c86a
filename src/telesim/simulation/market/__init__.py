"""The market while the run goes on: whose order is taken, over whose pairs, who was drawn in."""
