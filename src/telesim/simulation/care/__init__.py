"""Customer care as it runs: arrears, public telephones, complaints."""
