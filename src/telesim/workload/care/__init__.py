"""What is random about customer care: suspensions, faults of public telephones, complaints."""
