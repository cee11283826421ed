from django.urls import include, path

from centricity.web.home import (
    alert_views,
    behind_views,
    executive_views,
    file_views,
    kept_views,
    question_views,
    views,
    watch_views,
)

QUESTION = [
    path("", question_views.question, name="board_question"),
    path("answers/", question_views.answers, name="board_question_behind"),
    path("answers.<slug:kind>", question_views.answers_taken, name="board_question_behind_file"),
    path("table.<slug:kind>", question_views.table_taken, name="board_question_file"),
]
urlpatterns = [
    path("", views.boards, name="boards"),
    path("<slug:organisation>/", views.board, name="board"),
    path("<slug:organisation>/views/", kept_views.kept, name="board_kept"),
    path("<slug:organisation>/views/<int:view>/", kept_views.kept_one, name="board_kept_one"),
    path("<slug:organisation>/views/<int:view>/delete/", kept_views.kept_delete, name="board_kept_delete"),
    path("<slug:organisation>/alerts/", alert_views.alerts, name="board_alerts"),
    path("<slug:organisation>/alerts/<int:alert>/", alert_views.alert, name="board_alert"),
    path("<slug:organisation>/watches/", watch_views.watches, name="board_watches"),
    path("<slug:organisation>/watches/new/", watch_views.new, name="board_watch_new"),
    path("<slug:organisation>/watches/<int:watch>/", watch_views.watch, name="board_watch"),
    path("<slug:organisation>/watches/<int:watch>/delete/", watch_views.delete, name="board_watch_delete"),
    path("<slug:organisation>/hearing/", alert_views.hearing, name="board_hearing"),
    path("<slug:organisation>/executive/", executive_views.page, name="board_executive"),
    path("<slug:organisation>/executive/report.pdf", executive_views.report, name="board_executive_report"),
    path("<slug:organisation>/executive/us/", executive_views.us, name="board_executive_us"),
    path("<slug:organisation>/executive/gap/", executive_views.gap, name="board_executive_gap"),
    path("<slug:organisation>/analysis/", include("centricity.web.home.analysis_urls")),
    path("<slug:organisation>/questions/", question_views.questions, name="board_questions"),
    path("<slug:organisation>/questions/<slug:survey>/<str:question>/", include(QUESTION)),
    path("<slug:organisation>/<slug:metric>/", views.metric, name="board_metric"),
    path("<slug:organisation>/<slug:metric>/answers/", behind_views.answers, name="board_behind"),
    path("<slug:organisation>/<slug:metric>/answers.<slug:kind>", file_views.answers, name="board_behind_file"),
    path("<slug:organisation>/<slug:metric>/table.<slug:kind>", file_views.table, name="board_metric_file"),
]
