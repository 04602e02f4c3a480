"""What the fakes of the platforms share: to serve and go away, to fail, to wait, to count."""
