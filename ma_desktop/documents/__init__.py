"""What leaves on paper: labels and PDF documents."""
