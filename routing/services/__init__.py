"""What changes the arrangement of the house: one function a use case."""
