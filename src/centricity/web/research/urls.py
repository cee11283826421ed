from django.urls import path

from centricity.web.research import evidence_views, goal_action_views, goal_views, views

urlpatterns = [
    path("new/", views.new, name="study_new"),
    path("<slug:code>/", views.overview, name="study"),
    path("<slug:code>/ranking/", views.ranking, name="study_ranking"),
    path("<slug:code>/heatmap/", views.heatmap, name="study_heatmap"),
    path("<slug:code>/segments/", views.segments, name="study_segments"),
    path("<slug:code>/companies/<str:subject>/", views.company, name="study_company"),
    path("<slug:code>/companies/<str:subject>/<str:node>/", views.explanation, name="study_explanation"),
    path("<slug:code>/goals/", goal_views.goals, name="study_goals"),
    path("<slug:code>/goals/<str:goal>/", goal_views.goal, name="study_goal"),
    path("<slug:code>/goals/<str:goal>/drop/", goal_views.drop, name="study_goal_drop"),
    path("<slug:code>/goals/<str:goal>/act/", goal_action_views.act, name="study_goal_act"),
    path("<slug:code>/goals/<str:goal>/link/", goal_action_views.link, name="study_goal_link"),
    path("<slug:code>/goals/<str:goal>/unlink/", goal_action_views.unlink, name="study_goal_unlink"),
    path("<slug:code>/evidence/", evidence_views.evidence, name="study_evidence"),
    path("<slug:code>/evidence/<path:record>/", evidence_views.record, name="study_record"),
    path("<slug:code>/evidence-files/<uuid:pk>", evidence_views.evidence_file, name="study_evidence_file"),
    path(
        "<slug:code>/evidence-files/<uuid:pk>/remove/",
        evidence_views.evidence_file_remove,
        name="study_evidence_file_remove",
    ),
    path("<slug:code>/report/<slug:anchor>/", views.section, name="study_section"),
    path("<slug:code>/downloads/", views.downloads, name="study_downloads"),
    path("<slug:code>/downloads/<path:name>", views.download, name="study_download"),
    path("<slug:code>/editions/", views.editions, name="study_editions"),
    path("<slug:code>/editions/<int:number>/", views.edition, name="study_edition"),
    path("<slug:code>/editions/<int:number>/folder.zip", views.export, name="study_export"),
    path("<slug:code>/editions/<int:number>/compute/", views.compute, name="study_compute"),
    path("<slug:code>/openness/", views.openness, name="study_openness"),
]
