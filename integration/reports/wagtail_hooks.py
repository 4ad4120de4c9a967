from wagtail_modeladmin.options import modeladmin_register

from integration.reports.admin import CaseAdmin, DecisionAdmin

modeladmin_register(CaseAdmin)
modeladmin_register(DecisionAdmin)
