"""The pages of a registration: start, steps, check, receipt, payment (design/urls.md "Registration").

They are the only public pages that set cookies. None is cached, indexed or framed.
"""
