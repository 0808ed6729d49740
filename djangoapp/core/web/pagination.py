"""The one shape of a list: {count, next, previous, results}."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """`page` and `page_size` (up to 100) choose the part of the list."""

    page_size = 24
    page_size_query_param = "page_size"
    max_page_size = 100
