from wagtail_modeladmin.options import modeladmin_register

from integration.forum.admin import ForumGroup

modeladmin_register(ForumGroup)
