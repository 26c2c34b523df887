"""Write the lists of a call: preliminary, final and reserve, each as the same content."""
