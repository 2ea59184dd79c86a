"""Customer care as a planner writes it: arrears, public telephones, complaints."""
