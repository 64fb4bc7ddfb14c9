"""What ``make audit`` measures: every yardstick of the public site, against limits, with figures to keep."""
