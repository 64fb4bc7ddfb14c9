"""The portal's data for other programs. Pure: values in, text out."""
