"""What makes files of the project; none of it is part of the package."""
