"""What everybody may do and must then hold, pure; walks carried out; the fault made short and written down."""
