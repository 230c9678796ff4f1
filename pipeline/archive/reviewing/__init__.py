"""What a person looks at first, with its cutting of the page, and what he sets there."""
