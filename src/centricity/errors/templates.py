"""The sentences of all faults, in both languages: what is wrong, what is expected, what to do."""

TEMPLATES: dict[str, dict[str, str]] = {
    # --- files -------------------------------------------------------------------------------------------
    "file.missing": {
        "ru": "файла «{file}» нет; он должен существовать. Проверьте путь.",
        "en": "the file “{file}” is not there; it must exist. Check the path.",
    },
    "file.unreadable": {
        "ru": "файл не читается ({problem}). Проверьте права и диск.",
        "en": "the file cannot be read ({problem}). Check its rights and the disk.",
    },
    "file.not_file": {
        "ru": "это не файл, а папка или ссылка в никуда; здесь должен лежать файл. Замените её файлом.",
        "en": "this is no file but a folder or a link to nowhere; there must be a file here. Put a file in its place.",
    },
    "file.not_utf8": {
        "ru": "байт {byte} не в кодировке UTF-8; файл должен быть в UTF-8. Пересохраните его в UTF-8.",
        "en": "byte {byte} is not UTF-8; the file must be UTF-8. Save it again as UTF-8.",
    },
    "file.not_writable": {
        "ru": "сюда нельзя записать ({problem}). Выберите другое место.",
        "en": "it cannot be written to ({problem}). Choose another place.",
    },
    # --- yaml --------------------------------------------------------------------------------------------
    "yaml.syntax": {
        "ru": "это не YAML: {problem}. Исправьте отступы, кавычки или двоеточия в этой строке.",
        "en": "this is not YAML: {problem}. Mend the indents, quotes or colons of this line.",
    },
    "yaml.too_large": {
        "ru": "файл больше {limit} байт. Настройкам столько не нужно: данные держите в таблицах.",
        "en": "the file is larger than {limit} bytes. Settings need less: keep data in the tables.",
    },
    "yaml.too_much": {
        "ru": "в файле больше {values} значений или {levels} уровней вложенности (ссылки * считаются каждый раз). Настройкам столько не нужно: упростите файл.",
        "en": "the file holds more than {values} values or {levels} levels of nesting (aliases * count every time). Settings need less: simplify the file.",
    },
    "yaml.empty": {
        "ru": "файл пуст. Создайте образец командой centricity study new или возьмите встроенную методику.",
        "en": "the file is empty. Make a sample with centricity study new, or start from a bundled method.",
    },
    "yaml.not_mapping": {
        "ru": "файл должен состоять из пар «ключ: значение». Начните с верхних ключей.",
        "en": "the file must consist of “key: value” pairs. Start with the top keys.",
    },
    "yaml.duplicate_key": {
        "ru": "ключ «{key}» уже был в строке {first}; каждый ключ пишется один раз. Удалите один из двух.",
        "en": "the key “{key}” already stands in line {first}; a key is written once. Remove one of the two.",
    },
    # --- settings (method and study files) -----------------------------------------------------------------
    "settings.unknown_key": {
        "ru": "ключ «{key}» неизвестен. Проверьте написание по схеме: centricity method schema.",
        "en": "the key “{key}” is unknown. Check its spelling against the schema: centricity method schema.",
    },
    "settings.missing_key": {
        "ru": "нет обязательного ключа «{key}». Добавьте его.",
        "en": "the required key “{key}” is missing. Add it.",
    },
    "settings.missing_language": {
        "ru": "у текста «{key}» нет перевода «{language}»; нужны и ru, и en. Добавьте его.",
        "en": "the text “{key}” lacks its “{language}”; both ru and en are needed. Add it.",
    },
    "settings.wrong_value": {
        "ru": "«{key}» = {got}; не подходит: {expected}. Исправьте значение.",
        "en": "“{key}” is {got}; it does not fit: {expected}. Correct the value.",
    },
    "settings.more": {
        "ru": "ещё {count} таких ошибок. Возможно, это не тот файл; сравните его с образцом: centricity study new.",
        "en": "{count} more such faults. Perhaps it is another file; compare it with a sample: centricity study new.",
    },
    # --- methods -----------------------------------------------------------------------------------------
    "method.unknown": {
        "ru": "методики «{name}» нет; встроенные: {known}. Укажите одну из них или путь к файлу .yaml.",
        "en": "there is no method “{name}”; bundled are {known}. Name one of them or the path of a .yaml file.",
    },
    "method.duplicate_code": {
        "ru": "код «{code}» встречается {count} раз(а); коды должны различаться. Переименуйте лишние.",
        "en": "the code “{code}” stands {count} times; codes must differ. Rename the others.",
    },
    "method.reserved_code": {
        "ru": "код «{code}» занят: так называется всё исследование в целом. Переименуйте группировку.",
        "en": "the code “{code}” is taken: it names the study as a whole. Rename the grouping.",
    },
    "method.empty_node": {
        "ru": "узел «{code}» пуст; у него должны быть nodes или metrics. Добавьте их или удалите узел.",
        "en": "the node “{code}” is empty; it must have nodes or metrics. Add some or remove the node.",
    },
    "method.weights_incomplete": {
        "ru": "у части детей узла «{code}» нет веса ({missing}). Задайте вес всем или никому.",
        "en": "some children of “{code}” have no weight ({missing}). Give a weight to all of them or to none.",
    },
    "method.weights_sum": {
        "ru": "сумма весов детей узла «{code}» равна {sum}; должна быть 1. Исправьте веса.",
        "en": "the weights of the children of “{code}” add up to {sum}; they must add up to 1. Correct them.",
    },
    "method.rubric_without_scale": {
        "ru": "«{metric}» требует шкалы, а ключа scale нет. Добавьте scale с min и max.",
        "en": "“{metric}” needs a scale, and there is no scale. Add scale with min and max.",
    },
    "method.direction_unused": {
        "ru": "у метрики «{metric}» шкала вида {kind}: её уровни уже растут к лучшему, direction тут не действует. Удалите его.",
        "en": "the metric “{metric}” has a rubric of kind {kind}: its levels already rise to the better, so direction does nothing. Remove it.",
    },
    "method.cuts_order": {
        "ru": "границы {cuts} не по порядку; они должны {order}. Переставьте их.",
        "en": "the cuts {cuts} are out of order; they must {order}. Put them in order.",
    },
    "method.cuts_count": {
        "ru": "границ {got}; должно быть {expected}, как в основном списке. Исправьте список.",
        "en": "there are {got} cuts; there must be {expected}, as in the main list. Correct the list.",
    },
    "method.percentile_range": {
        "ru": "процентили {cuts}; каждый должен быть больше 0 и меньше 100. Исправьте их.",
        "en": "the percentiles are {cuts}; each must be above 0 and below 100. Correct them.",
    },
    "method.too_many_cuts": {
        "ru": "границы дают {levels} уровней, а шкала {scale} столько не вмещает. Уберите лишние границы.",
        "en": "the cuts make {levels} levels, more than the scale {scale} holds. Remove some cuts.",
    },
    "method.matrix_shape": {
        "ru": "таблица {got}; по границам должна быть {expected}. Исправьте строки и столбцы.",
        "en": "the table is {got}; by the cuts it must be {expected}. Correct its rows and columns.",
    },
    "method.matrix_levels": {
        "ru": "в таблице есть уровень вне шкалы {scale}. Исправьте его.",
        "en": "the table holds a level outside the scale {scale}. Correct it.",
    },
    "method.level_outside_scale": {
        "ru": "уровень {got} вне шкалы; должен быть от {low} до {high}. Исправьте его.",
        "en": "the level is {got}; it must lie between {low} and {high}. Correct it.",
    },
    "method.unknown_indicator": {
        "ru": "шкала метрики «{metric}» читает «{indicator}», а такого показателя нет. Опишите его в indicators.",
        "en": "the rubric of “{metric}” reads “{indicator}”, which is not described. Describe it in indicators.",
    },
    "method.band_reversed": {
        "ru": "полоса «{band}» идёт от {low} до {high}; low не может быть больше high. Поменяйте их.",
        "en": "the band “{band}” runs from {low} to {high}; low must not exceed high. Swap them.",
    },
    "method.bands_gap": {
        "ru": "между полосами {lower} и {upper} разрыв. Сомкните их.",
        "en": "there is a gap between the bands {lower} and {upper}. Close it.",
    },
    "method.bands_overlap": {
        "ru": "полосы {lower} и {upper} пересекаются. Раздвиньте их.",
        "en": "the bands {lower} and {upper} overlap. Separate them.",
    },
    "method.tiers_order": {
        "ru": "пороги {cuts}: должны убывать, а у последнего уровня порога нет. Исправьте их.",
        "en": "the thresholds are {cuts}: they must fall, and the last tier has none. Correct them.",
    },
    "method.unknown_grouping": {
        "ru": "группировки «{name}» нет в groupings. Опишите её или исправьте имя.",
        "en": "the grouping “{name}” is not among groupings. Describe it or correct the name.",
    },
    "method.unknown_column": {
        "ru": "столбец «{column}» не описан ни одной группировкой (есть: {known}). Опишите его в groupings.",
        "en": "no grouping describes the column “{column}” (there are: {known}). Describe it in groupings.",
    },
    "method.unknown_group": {
        "ru": "группы «{group}» нет среди значений столбца «{column}» (есть: {known}). Исправьте код.",
        "en": "the group “{group}” is not among the values of “{column}” (there are: {known}). Correct the code.",
    },
    "method.panel_scale": {
        "ru": "у методики нет шкалы, по которой панель ставила бы уровни. Добавьте scale или уберите answered_by: panel.",
        "en": "the method has no scale for a panel to rate on. Add scale, or take answered_by: panel away.",
    },
    "method.panel_policy": {
        "ru": "отвечает панель, а она невелика и подписывает свои оценки: правило «{key}» ей не подходит. "
        "Укажите {key}: {expected}.",
        "en": "a panel answers; it is small and signs its ratings: the rule “{key}” does not fit it. "
        "State {key}: {expected}.",
    },
    "method.no_such_depth": {
        "ru": "глубина {depth}, а в дереве самая большая — {deepest} (индекс — 0). Исправьте её.",
        "en": "the depth is {depth}, but the deepest of the tree is {deepest} (the index is 0). Correct it.",
    },
    "method.unknown_node": {
        "ru": "узла или метрики «{code}» нет в дереве. Исправьте код.",
        "en": "there is no node or metric “{code}” in the tree. Correct the code.",
    },
    "method.metric_needs": {
        "ru": "нормировка «{kind}» требует поля {field}, а его нет у метрик: {metrics}. Добавьте его.",
        "en": "the normalisation “{kind}” needs {field}, which these metrics lack: {metrics}. Add it.",
    },
    # --- tables --------------------------------------------------------------------------------------------
    "table.more": {
        "ru": "ещё {count} таких же ошибок [{code}]. Исправьте их тем же способом.",
        "en": "{count} more faults of the kind [{code}]. Mend them the same way.",
    },
    "table.unknown_column": {
        "ru": "столбец неизвестен; бывают: {known}. Исправьте имя или начните его с «?», если это заметка.",
        "en": "the column is unknown; there may be {known}. Correct its name, or begin it with “?” if it is a note.",
    },
    "table.missing_column": {
        "ru": "столбца нет; он обязателен. Добавьте его.",
        "en": "the column is missing; it is required. Add it.",
    },
    "table.decimal_comma": {
        "ru": "«{got}» с десятичной запятой; нужна точка. Замените запятые или укажите в study.yaml: {line}.",
        "en": "“{got}” has a decimal comma; a point is expected. Replace the commas, or state in study.yaml: {line}.",
    },
    "table.decimal_point": {
        "ru": "«{got}» с точкой, а в study.yaml объявлена десятичная запятая. Замените точку или уберите decimal.",
        "en": "“{got}” has a point, but study.yaml declares a decimal comma. Replace the point or remove decimal.",
    },
    "table.not_number": {
        "ru": "«{got}» не число; нужно конечное число. Исправьте ячейку или оставьте пустой, если данных нет.",
        "en": "“{got}” is not a number; it must be a finite one. Correct the cell, or leave it empty where nothing is known.",
    },
    "table.empty_cell": {
        "ru": "ячейка пуста; она должна быть заполнена. Впишите значение или удалите строку.",
        "en": "the cell is empty; it must be filled. Enter a value or remove the row.",
    },
    "table.not_allowed": {
        "ru": "«{got}» не подходит; бывают: {expected}. Исправьте ячейку.",
        "en": "“{got}” does not fit; it must be one of {expected}. Correct the cell.",
    },
    "table.look_alike": {
        "ru": "«{got}» выглядит как «{meant}», но набрано буквами другого алфавита; бывают: {expected}. Наберите латиницей.",
        "en": "“{got}” looks like “{meant}” but is typed in letters of another alphabet; it must be one of {expected}. Type it in Latin letters.",
    },
    "table.merged_cells": {
        "ru": "ячейки {cells} объединены: значение есть только у первой, остальные пусты. Разъедините их и впишите значения.",
        "en": "the cells {cells} are merged: only the first has a value, the others are empty. Unmerge them and enter the values.",
    },
    "table.out_of_range": {
        "ru": "{got} вне границ; должно быть от {low} до {high}. Проверьте значение и единицу.",
        "en": "{got} is out of bounds; it must lie between {low} and {high}. Check the value and its unit.",
    },
    "table.not_date": {
        "ru": "«{got}» не дата; нужна дата вида 2025-11-01, 2025-11 или 2025. Исправьте ячейку.",
        "en": "“{got}” is not a date; it must be like 2025-11-01, 2025-11 or 2025. Correct the cell.",
    },
    "table.duplicate": {
        "ru": "запись «{key}» уже есть в строке {first}; она должна быть одна. Удалите повтор.",
        "en": "the record “{key}” already stands in row {first}; it must stand once. Remove one of the two.",
    },
    "table.too_large": {
        "ru": "файл {size} МБ; предел {limit} МБ. Разделите его, сохраните как Parquet или поднимите предел в CENTRICITY_MAX_MB.",
        "en": "the file has {size} MB; the limit is {limit} MB. Split it, save it as Parquet or raise CENTRICITY_MAX_MB.",
    },
    "table.empty": {
        "ru": "файл пуст; нужна строка заголовков и хотя бы одна запись. Заполните его.",
        "en": "the file is empty; it needs a header row and at least one record. Fill it in.",
    },
    "table.no_rows": {
        "ru": "записей нет, только заголовок; нужна хотя бы одна. Заполните таблицу.",
        "en": "there are no records, only a header; there must be at least one. Fill the table in.",
    },
    "table.no_metrics": {
        "ru": "нет ни столбца metric, ни столбцов метрик; метрики: {known}. Добавьте один из двух.",
        "en": "there is neither a column metric nor a column per metric; metrics are {known}. Add one or the other.",
    },
    "table.separator": {
        "ru": "разделитель похож на «{got}», а ожидается «{expected}». Укажите в study.yaml: {line}.",
        "en": "the separator looks like “{got}”, but “{expected}” is expected. State in study.yaml: {line}.",
    },
    "table.encoding": {
        "ru": "байт {byte} не в объявленной кодировке; похоже на {guess}. Пересохраните в UTF-8 или укажите в study.yaml: {line}.",
        "en": "byte {byte} is not in the declared encoding; it may be {guess}. Save as UTF-8, or state in study.yaml: {line}.",
    },
    "table.binary": {
        "ru": "это не текст: в файле есть нулевые байты. Сохраните таблицу как CSV в UTF-8 или как XLSX.",
        "en": "this is not text: it holds zero bytes. Save the table as CSV in UTF-8 or as XLSX.",
    },
    "table.no_header": {
        "ru": "в первой строке нет заголовков; столбцы должны быть названы. Впишите имена столбцов.",
        "en": "the first row holds no headers; columns must be named. Enter the names of the columns.",
    },
    "table.too_many_columns": {
        "ru": "столбцов {got}, читается не больше {limit}. Возможно, строки и столбцы поменяны местами; метрики ставьте в строки (столбец metric).",
        "en": "there are {got} columns, at most {limit} are read. Perhaps rows and columns are swapped; put metrics into rows (the column metric).",
    },
    "table.blank_header": {
        "ru": "у столбца нет имени (объединённая ячейка?); каждый столбец должен быть назван. Разъедините ячейки и впишите имя.",
        "en": "the column has no name (a merged cell?); every column must be named. Unmerge the cells and enter its name.",
    },
    "table.repeated_header": {
        "ru": "столбец «{column}» назван {count} раз(а); имена должны различаться. Переименуйте или удалите лишний.",
        "en": "the column “{column}” is named {count} times; names must differ. Rename or remove the others.",
    },
    "table.ragged": {
        "ru": "ячеек {got}, а столбцов {expected}. Уберите лишний разделитель, добавьте недостающий или возьмите текст в кавычки.",
        "en": "there are {got} cells, but {expected} columns. Remove the extra separator, add the missing one or put the text in quotes.",
    },
    "table.long_cell": {
        "ru": "в ячейке больше {limit} знаков. Сократите текст или держите его в отдельном файле и назовите в evidence.",
        "en": "the cell holds more than {limit} characters. Shorten the text, or keep it in a file and name it in evidence.",
    },
    "table.quotes": {
        "ru": "кавычки в этой строке не сходятся. Закройте кавычку, а внутри текста удваивайте её.",
        "en": "the quotes of this row do not match. Close the quote, and double the quotes inside a text.",
    },
    "table.unreadable": {
        "ru": "таблица не читается ({problem}). Откройте её в Excel и сохраните заново.",
        "en": "the table cannot be read ({problem}). Open it in Excel and save it again.",
    },
    "table.broken_xlsx": {
        "ru": "это не книга Excel, или она повреждена. Откройте её в Excel и сохраните заново как .xlsx.",
        "en": "this is not an Excel workbook, or it is damaged. Open it in Excel and save it again as .xlsx.",
    },
    "table.nested": {
        "ru": "столбец «{column}» содержит списки, записи или байты; нужны текст и числа. Разверните его.",
        "en": "the column “{column}” holds lists, records or bytes; texts and numbers are needed. Flatten it.",
    },
    "table.zip_bomb": {
        "ru": "книга распаковывается больше чем в {limit} МБ или подозрительно сильно сжата. Сохраните таблицу как CSV или Parquet.",
        "en": "the workbook unpacks to more than {limit} MB or is suspiciously compressed. Save the table as CSV or Parquet.",
    },
    "table.too_many_cells": {
        "ru": "в таблице больше {limit} ячеек. Разделите её; лист Excel лучше сохранить как CSV или Parquet.",
        "en": "the table has more than {limit} cells. Split it; a sheet of Excel is better saved as CSV or Parquet.",
    },
    "table.formula_without_value": {
        "ru": "у формулы {formula} нет вычисленного значения. Откройте книгу в Excel и сохраните, чтобы она посчиталась.",
        "en": "the formula {formula} has no computed value. Open the workbook in Excel and save it, so that it is computed.",
    },
    # --- subjects, evidence, observations ------------------------------------------------------------------
    "subject.no_group": {
        "ru": "для сглаживания не хватает группы или доли; группа должна быть одной из: {expected}. Заполните ячейку.",
        "en": "the adjustment needs a group or a share; the group must be one of {expected}. Fill in the cell.",
    },
    "subject.reserved": {
        "ru": "код «{got}» занят: так называется весь опрос в целом. Возьмите другой код.",
        "en": "the code “{got}” is taken: it names the survey as a whole. Choose another code.",
    },
    "evidence.tool_unchecked": {
        "ru": "данные получены инструментом, но не сказано, проверял ли их человек. Впишите true или false.",
        "en": "the data come from a tool, but it is not said whether a person checked them. Enter true or false.",
    },
    "observation.duplicate": {
        "ru": "наблюдение «{key}» уже есть в строке {first}; оно должно быть одно. Удалите повтор или различите оценщика (rater), источник (source) или дату (observed_at).",
        "en": "the observation “{key}” already stands in row {first}; it must stand once. Remove one, or tell rater, source or date apart.",
    },
    "observation.unknown_subject": {
        "ru": "объекта «{got}» нет в таблице subjects. Исправьте код или добавьте объект.",
        "en": "there is no subject “{got}” in the table subjects. Correct the code or add the subject.",
    },
    "observation.unknown_metric": {
        "ru": "метрики «{got}» нет в методике. Исправьте код; список даёт centricity method show.",
        "en": "there is no metric “{got}” in the method. Correct the code; centricity method show lists them.",
    },
    "observation.unknown_wave": {
        "ru": "волны «{got}» нет в study.yaml (есть: {expected}). Исправьте её или опишите в waves.",
        "en": "there is no wave “{got}” in study.yaml (there are: {expected}). Correct it or describe it in waves.",
    },
    "observation.unknown_evidence": {
        "ru": "свидетельства «{got}» нет в таблице evidence. Исправьте код или добавьте запись.",
        "en": "there is no evidence “{got}” in the table evidence. Correct the code or add the record.",
    },
    "observation.panel_evidence": {
        "ru": "панель ставит уровень {got} без свидетельства. Назовите запись в столбце evidence; без неё можно "
        "поставить только {low}, написав в note, что искали и не нашли.",
        "en": "a panel gives level {got} without evidence. Name a record in the column evidence; without one only "
        "{low} may be given, with a note of what was looked for and not found.",
    },
    "observation.panel_nobody": {
        "ru": "не сказано, кто из панели поставил уровень. Заполните столбец rater.",
        "en": "it is not said who of the panel gave the level. Fill the column rater.",
    },
    "observation.no_evidence_table": {
        "ru": "названы свидетельства, а таблицы evidence нет. Добавьте её.",
        "en": "evidence is named, but there is no table evidence. Add it.",
    },
    "observation.unknown_indicator": {
        "ru": "у метрики «{metric}» нет показателя «{got}» (есть: {expected}). Исправьте код.",
        "en": "the metric “{metric}” has no indicator “{got}” (there are: {expected}). Correct the code.",
    },
    "observation.value_for_level": {
        "ru": "метрика «{metric}» оценивается прямо по шкале; число должно стоять в столбце level. Перенесите его.",
        "en": "the metric “{metric}” is rated on the scale; the number must stand in the column level. Move it.",
    },
    "observation.which_indicator": {
        "ru": "у метрики «{metric}» несколько показателей ({expected}); нужно назвать один. Заполните indicator.",
        "en": "the metric “{metric}” has several indicators ({expected}); one must be named. Fill in indicator.",
    },
    "observation.value_and_level": {
        "ru": "заполнены и value, и level; должно быть одно из двух. Оставьте исходное значение или уровень.",
        "en": "both value and level are filled; there must be one of them. Keep the raw value or the level.",
    },
    "observation.status_with_number": {
        "ru": "статус «{got}», а число есть; так не бывает. Уберите число или статус.",
        "en": "the status is “{got}”, yet there is a number; it cannot be both. Remove the number or the status.",
    },
    "observation.assessed_without_number": {
        "ru": "статус assessed, а числа нет. Впишите число или поставьте not_assessed.",
        "en": "the status is assessed, but there is no number. Enter one or put not_assessed.",
    },
    "observation.level_without_rubric": {
        "ru": "у «{got}» нет шкалы; число должно стоять в столбце value. Перенесите его.",
        "en": "“{got}” has no rubric; the number must stand in the column value. Move it.",
    },
    "observation.level_outside_scale": {
        "ru": "уровень {got} вне шкалы; должен быть от {low} до {high}. Исправьте его.",
        "en": "the level is {got}; it must lie between {low} and {high}. Correct it.",
    },
    "observation.level_not_step": {
        "ru": "уровень {got} не кратен шагу {step}; один оценщик ставит уровни с этим шагом. Исправьте или уберите rater у среднего.",
        "en": "the level is {got}; one rater gives levels in steps of {step}. Correct it, or leave rater empty for a mean of several.",
    },
    "observation.given_twice": {
        "ru": "значение дано и здесь, и у вышестоящего узла «{got}»; должно быть одно из двух. Удалите лишнее.",
        "en": "a value is given here and at the node “{got}” above; there must be one of them. Remove the other.",
    },
    "observation.raw_and_rated": {
        "ru": "у метрики «{got}» для одного объекта есть и исходные значения, и уровни; должно быть одно из двух. Оставьте одно.",
        "en": "the metric “{got}” has both raw values and levels for one subject; there must be one of them. Keep one.",
    },
    "observation.no_evidence": {
        "ru": "{count} из {total} наблюдений без свидетельства и источника: такие баллы нечем подтвердить. Укажите evidence или source.",
        "en": "{count} of {total} observations name neither evidence nor source: nothing backs their scores. Enter evidence or source.",
    },
    # --- studies -------------------------------------------------------------------------------------------
    "study.no_folder": {
        "ru": "папки нет; исследование — это папка с файлом study.yaml. Создайте её: centricity study new.",
        "en": "the folder is not there; a study is a folder with a file study.yaml. Make one: centricity study new.",
    },
    "study.no_file": {
        "ru": "в папке нет study.yaml. Создайте исследование командой centricity study new.",
        "en": "there is no study.yaml in the folder. Make a study with centricity study new.",
    },
    "study.folder_taken": {
        "ru": "папка не пуста; новое исследование её не тронет. Назовите другую папку.",
        "en": "the folder is not empty; a new study leaves it alone. Name another folder.",
    },
    "study.file_name": {
        "ru": "такое имя файла не подходит для study.yaml: нужны буквы, цифры, пробел, точка, дефис, не больше 121 знака. Переименуйте файл.",
        "en": "study.yaml does not take such a file name: letters, digits, spaces, points, hyphens, at most 121 characters. Rename the file.",
    },
    "study.table_twice": {
        "ru": "таблица {table} есть в нескольких файлах ({files}); должна быть в одном. Уберите лишние.",
        "en": "the table {table} stands in several files ({files}); it must stand in one. Remove the others.",
    },
    "study.table_missing": {
        "ru": "нет таблицы {table} (.csv, .xlsx, .parquet или лист study.xlsx). Добавьте её.",
        "en": "the table {table} is missing (.csv, .xlsx, .parquet or a sheet of study.xlsx). Add it.",
    },
    "study.cuts_unknown": {
        "ru": "«{metric}» — не метрика с процентильной шкалой; замораживать у неё нечего. Удалите строку.",
        "en": "“{metric}” is not a metric with a percentile rubric; there is nothing to freeze. Remove the line.",
    },
    "study.wave_empty": {
        "ru": "в волне «{wave}» нет ни одного наблюдения. Проверьте wave.",
        "en": "the wave “{wave}” has no observation at all. Check wave.",
    },
    "study.wave_unknown": {
        "ru": "волны «{wave}» нет в waves (есть: {known}). Опишите её или исправьте код.",
        "en": "the wave “{wave}” is not among waves (there are: {known}). Describe it or correct the code.",
    },
    "study.subjects_silent": {
        "ru": "объектов без наблюдений: {count} ({subjects}). Они останутся без балла.",
        "en": "subjects without an observation: {count} ({subjects}). They stay without a score.",
    },
    "study.claim_incomplete": {
        "ru": "утверждению вида {kind} нужно: {expected}. Дополните или удалите его.",
        "en": "a statement of the kind {kind} needs {expected}. Complete or remove it.",
    },
    "study.subjects_silent_counted": {
        "ru": "объектов без наблюдений: {count}. Они останутся без балла.",
        "en": "subjects without an observation: {count}. They stay without a score.",
    },
    "study.unknown_subject": {
        "ru": "объекта «{subject}» нет в таблице subjects. Исправьте код.",
        "en": "there is no subject “{subject}” in the table subjects. Correct the code.",
    },
    "study.earlier_parts": {
        "ru": "в методике прежних волн «{method}» есть части, которых нет в нынешней: {codes}; так волны не связать. Добавьте эти части или уберите волны.",
        "en": "the method of earlier waves “{method}” has parts that the present one has not: {codes}; such waves cannot be bridged. Add these parts, or leave the waves out.",
    },
    "study.earlier_wave": {
        "ru": "волна «{wave}» названа дважды или это волна самого исследования; прежняя волна называется один раз. Исправьте её.",
        "en": "the wave “{wave}” is named twice, or is the study's own; an earlier wave is named once. Correct it.",
    },
    "study.no_feed": {
        "ru": "методика «{method}» ничего не передаёт другому индексу; это делает та, у которой есть policies.fieldwork.feeds. Добавьте их.",
        "en": "the method “{method}” gives nothing to another index; one with policies.fieldwork.feeds does. Add them.",
    },
    "evidence.minutes": {
        "ru": "длительность «{got}»; нужно число минут не меньше нуля. Исправьте её.",
        "en": "the length is “{got}”; it must be a number of minutes, not below zero. Correct it.",
    },
    "study.unknown_metric": {
        "ru": "метрики «{metric}» нет в методике; есть {known}. Исправьте код.",
        "en": "the method has no metric “{metric}”; it has {known}. Correct the code.",
    },
    "study.level_off_scale": {
        "ru": "{metric}: уровень {got}; он должен лежать от {low} до {high}. Исправьте его.",
        "en": "{metric}: the level is {got}; it must lie between {low} and {high}. Correct it.",
    },
    "study.level_pair": {
        "ru": "«{pair}» не пара; нужно МЕТРИКА=УРОВЕНЬ, например 2.4=3. Исправьте её.",
        "en": "“{pair}” is no pair; it takes METRIC=LEVEL, such as 2.4=3. Correct it.",
    },
    "study.not_additive": {
        "ru": "индекс методики — не взвешенная сумма уровней, поэтому шаги не складываются и самый дешёвый план не доказать; нужны арифметическое среднее и доля шкалы. Проверяйте шаги командой study simulate.",
        "en": "the method's index is no weighted sum of levels, so steps do not add up and no cheapest plan can be proved; it takes arithmetic means and shares of the scale. Try steps with study simulate.",
    },
    "study.target_endless": {
        "ru": "цель {got}; индекс так далеко не лежит, нужно обычное число. Исправьте цель.",
        "en": "the target is {got}; no index lies that far, it takes an ordinary number. Correct the target.",
    },
    "study.step_size": {
        "ru": "шаг {got}; он должен быть от {low} до {high} уровней, то есть не длиннее шкалы. Исправьте его.",
        "en": "the step is {got}; it must be {low} to {high} levels, no longer than the scale. Correct it.",
    },
    "study.effort_twice": {
        "ru": "усилие метрики «{metric}» задано {count} раз(а), а шаг стоит одного усилия. Оставьте одну запись.",
        "en": "the effort of the metric “{metric}” is given {count} times, and a step has one. Keep one entry.",
    },
    "study.sweep_far": {
        "ru": "граница {got}; коэффициент дальше {limit} — это уже другой индекс. Назовите число не больше.",
        "en": "the range ends at {got}; a coefficient beyond {limit} makes another index. Name no larger number.",
    },
    "study.group_at_cap": {
        "ru": "в «{group}» кто-то стоит у потолка индекса {cap} или дойдёт до него по плану; выше потолка шаги не прибавляют, и план для среднего обещал бы лишнее. Назовите цель ниже или планируйте объекты по одному.",
        "en": "somebody in “{group}” stands at the cap of the index, {cap}, or would come to it by the plan; above the cap steps add nothing, and a plan for the mean would promise too much. Name a lower target, or plan subjects one by one.",
    },
    "study.cap_below": {
        "ru": "потолок {cap} действует на части индекса, поэтому шаги не складываются и самый дешёвый план не доказать; нужен потолок самого индекса. Проверяйте шаги командой study simulate.",
        "en": "the cap {cap} acts on parts of the index, so steps do not add up and no cheapest plan can be proved; it takes a cap of the index itself. Try steps with study simulate.",
    },
    "study.plan_withheld": {
        "ru": "план для «{group}» поднимает средние метрик, а этому изданию не показывается ни одно из них. Запустите с --audience internal, если вправе.",
        "en": "a plan for “{group}” lifts means of metrics, and none of them is shown in this edition. Use --audience internal if you may.",
    },
    "study.no_index": {
        "ru": "у «{subject}» индекса нет, потому что данных меньше, чем требует методика. Сначала дособерите данные.",
        "en": "“{subject}” has no index, because there are fewer data than the method asks for. Collect data first.",
    },
    "study.no_rank": {
        "ru": "места {got} нет; места идут от 1 до {last}. Назовите одно из них.",
        "en": "there is no place {got}; places run from 1 to {last}. Name one of them.",
    },
    "study.one_target": {
        "ru": "нужна одна цель: --target ИНДЕКС или --rank МЕСТО. Назовите одну.",
        "en": "it takes one target: --target INDEX or --rank PLACE. Name one.",
    },
    "study.no_coefficient": {
        "ru": "сглаживающего коэффициента группы «{group}» нет; есть {known}. Исправьте группу.",
        "en": "there is no smoothing coefficient of the group “{group}”; there are {known}. Correct the group.",
    },
    "study.sweep_range": {
        "ru": "границы от {low} до {high}; нужны положительные числа, первое меньше второго. Исправьте их.",
        "en": "the range is {low} to {high}; it takes positive numbers, the first less than the second. Correct it.",
    },
    "study.unknown_node": {
        "ru": "в методике нет «{node}». Список кодов: centricity method show.",
        "en": "the method has no “{node}”. List the codes with centricity method show.",
    },
    "study.sample_differs": {
        "ru": "выборка указана как {stated}, а в таблице subjects объектов {counted}. Исправьте sample или таблицу.",
        "en": "the sample is stated as {stated}, but the table subjects holds {counted}. Correct sample or the table.",
    },
    "study.waves_differ": {
        "ru": "волна «{wave}» измерена методикой {got}, а исследование — {expected}; сравнивать их нельзя. Уберите волну или смените методику.",
        "en": "the wave “{wave}” was measured with {got}, the study with {expected}; they cannot be compared. Remove the wave or change the method.",
    },
    "study.methods_differ": {
        "ru": "методики {first} и {second} разные; сравнивать их результаты нельзя, даже если шкалы похожи. Сравнивайте одну методику и версию.",
        "en": "the methods {first} and {second} differ; their results cannot be compared, even where the ranges look alike. Compare one method and version.",
    },
    "study.subject_withheld": {
        "ru": "строка объекта «{subject}» этому изданию не показывается: нет согласия, мало ответивших или защита других. "
        "Запустите с --audience internal, если вправе.",
        "en": "the row of “{subject}” is not shown in this edition: no consent, too few respondents, or to protect others. "
        "Use --audience internal if you may.",
    },
    "study.respondents_protected": {
        "ru": "ответы объекта «{subject}» не показываются ни в одном издании: ответивших мало, или их число выдало бы других. "
        "Объедините подразделения или соберите больше ответов.",
        "en": "the answers of “{subject}” are shown in no edition: too few responded, or they would give others away. "
        "Merge departments or collect more answers.",
    },
    "study.nothing_assessed": {
        "ru": "ни одно наблюдение не оценено: все баллы останутся пустыми. Заполните таблицу observations.",
        "en": "no observation is assessed: all scores will stay empty. Fill in the table observations.",
    },
    "study.cuts_differ": {
        "ru": "границы процентильных шкал различаются ({metrics}): волны нельзя сравнивать. Заморозьте границы базовой волны "
        "(centricity study freeze) и пересчитайте вторую.",
        "en": "the percentile cuts differ ({metrics}): the waves cannot be compared. Freeze the cuts of the base wave "
        "(centricity study freeze) and compute the second again.",
    },
    "study.group_withheld": {
        "ru": "группа «{group}» в открытом издании не показывается. Запустите с --audience internal, если вправе.",
        "en": "the group “{group}” is not shown in the public edition. Use --audience internal if you may.",
    },
    "study.not_result": {
        "ru": "это не result.json исследования. Укажите файл, который записала команда centricity study run.",
        "en": "this is not the result.json of a study. Name a file that centricity study run wrote.",
    },
    "study.nothing_frozen": {
        "ru": "в методике нет процентильных шкал с исходными значениями: замораживать нечего. Команда здесь не нужна.",
        "en": "the method has no percentile rubric with raw values: there is nothing to freeze. The command is not needed here.",
    },
    # --- steps of the computation --------------------------------------------------------------------------
    "robustness.base": {
        "ru": "число строк плана {got}; нужна степень двойки, например 1024. Исправьте base.",
        "en": "the design has {got} rows; it takes a power of two, such as 1024. Correct base.",
    },
    "robustness.twice": {
        "ru": "допущение вида {kind} встречается {count} раз; оно меняет одно и то же и должно быть одно. Объедините их.",
        "en": "assumptions of the kind {kind} stand {count} times; they change the same thing and must be one. Join them.",
    },
    "robustness.weights": {
        "ru": "задано и spread, и concentration, или ни того, ни другого; нужно одно из них. Оставьте одно.",
        "en": "both spread and concentration are given, or neither; it takes one of them. Leave one.",
    },
    "robustness.no_adjustment": {
        "ru": "у методики нет сглаживания, менять нечего. Уберите это допущение.",
        "en": "the method smooths nothing, so there is nothing to vary. Remove this assumption.",
    },
    "robustness.range": {
        "ru": "границы {low} и {high}; первая должна быть меньше второй. Исправьте их.",
        "en": "the bounds are {low} and {high}; the first must be less than the second. Correct them.",
    },
    "robustness.rater_error": {
        "ru": "ошибка экспертов должна быть задана одним способом: shift, confusion или observed. Оставьте один.",
        "en": "the error of raters must be given in one way: shift, confusion or observed. Leave one.",
    },
    "robustness.confusion": {
        "ru": "матрица должна быть {levels} на {levels}, по уровням шкалы, с суммой 1 в каждой строке. Исправьте её.",
        "en": "the matrix must be {levels} by {levels}, by the levels of the scale, each row adding up to 1. Correct it.",
    },
    "robustness.draw_failed": {
        "ru": "розыгрыш {draw} ({chosen}) посчитать нельзя. {problem} Уберите или замените этот вариант.",
        "en": "draw {draw} ({chosen}) cannot be computed. {problem} Remove or replace that alternative.",
    },
    "robustness.idle_single": {
        "ru": "допущение «{choice}» здесь ничего не меняет: вариант один, и он тот же, что в методике. Назовите другой вариант.",
        "en": "the assumption “{choice}” varies nothing here: there is one alternative, and it is the method's own. Name another alternative.",
    },
    "robustness.idle_weights": {
        "ru": "допущение «{choice}» здесь ничего не меняет: у этих частей нет соседей, с которыми делить вес. Назовите части, у которых соседи есть.",
        "en": "the assumption “{choice}” varies nothing here: these parts have no siblings to share weight with. Name parts that have siblings.",
    },
    "robustness.idle_adjustment": {
        "ru": "допущение «{choice}» здесь ничего не меняет: методика ничего не сглаживает. Уберите его.",
        "en": "the assumption “{choice}” varies nothing here: the method smooths nothing. Remove it.",
    },
    "robustness.idle_evidence": {
        "ru": "допущение «{choice}» здесь ничего не меняет: у каждой ячейки одно наблюдение, разыгрывать заново нечего. Соберите по несколько наблюдений или уберите его.",
        "en": "the assumption “{choice}” varies nothing here: every cell has one observation, so there is nothing to draw again. Collect several observations or remove it.",
    },
    "robustness.idle_raters": {
        "ru": "допущение «{choice}» здесь ничего не меняет: уровней, которые ставил эксперт, нет. Уберите его или назовите ошибку иначе.",
        "en": "the assumption “{choice}” varies nothing here: there are no levels that a rater gave. Remove it or state the error otherwise.",
    },
    "robustness.idle_doubles": {
        "ru": "допущение «{choice}» здесь ничего не меняет: ни одну ячейку не оценивали двое. Оцените часть ячеек вдвоём или задайте ошибку числом.",
        "en": "the assumption “{choice}” varies nothing here: no cell was rated by two. Have some cells rated twice or state the error as a number.",
    },
    "robustness.idle_cuts": {
        "ru": "допущение «{choice}» здесь ничего не меняет: исходных величин, к которым применяют границы, нет. Уберите его.",
        "en": "the assumption “{choice}” varies nothing here: there are no raw values that cuts are applied to. Remove it.",
    },
    "step.constant_column": {
        "ru": "метрика «{metric}» у всех одинакова, а нормировка «{kind}» требует разброса. Уберите метрику или смените нормировку.",
        "en": "the metric “{metric}” is the same for everyone, and the normalisation “{kind}” needs a spread. Remove it or change the normalisation.",
    },
    "step.zero_column": {
        "ru": "у метрики «{metric}» есть нуль, а нормировка «{kind}» на него делит. Смените нормировку или точку отсчёта.",
        "en": "the metric “{metric}” holds a zero that the normalisation “{kind}” divides by. Change the normalisation or the reference.",
    },
    "step.not_positive_column": {
        "ru": "у метрики «{metric}» есть неположительные значения, а «{kind}» их не допускает. Смените нормировку.",
        "en": "the metric “{metric}” holds values that are not positive, which “{kind}” does not allow. Change the normalisation.",
    },
    "step.negative_column": {
        "ru": "под узлом «{node}» есть отрицательные значения, а правило «{rule}» их не допускает. Смените нормировку или правило.",
        "en": "below the node “{node}” there are negative values, which the rule “{rule}” does not allow. Change the normalisation or the rule.",
    },
    "step.weights_need_spread": {
        "ru": "веса узла «{node}» нельзя найти способом «{kind}»: нужны три полных объекта и разброс у каждого ребёнка. Задайте веса.",
        "en": "the weights of “{node}” cannot be found by “{kind}”: it takes three complete subjects and a spread in every child. State the weights.",
    },
    "step.no_coefficient": {
        "ru": "нет сглаживающего коэффициента у объектов: {subjects} (всего {count}). Заполните столбец {column} или долю.",
        "en": "there is no coefficient for the subjects {subjects} ({count} in all). Fill in the column {column} or the share.",
    },
    "step.no_denominator": {
        "ru": "метрика «{metric}» делится на столбец {column}, которого нет в subjects. Добавьте его.",
        "en": "the metric “{metric}” is divided by the column {column}, which subjects lacks. Add it.",
    },
    # --- statements held against the tables ----------------------------------------------------------------
    "claim.sizes": {
        "ru": "группы «{grouping}» вмещают {sum} объектов из {total}: остальные не отнесены ни к одной. Проверьте столбец.",
        "en": "the groups of “{grouping}” hold {sum} of {total} subjects: the others belong to none. Check the column.",
    },
    "claim.stated_sum": {
        "ru": "заявленные размеры групп «{grouping}» дают в сумме {sum}, а выборка {total}. Проверьте источник.",
        "en": "the stated group sizes of “{grouping}” add up to {sum}, but the sample is {total}. Check the source.",
    },
    "claim.stated_sizes": {
        "ru": "размеры групп «{grouping}» расходятся с заявленными: {groups}. Проверьте состав.",
        "en": "the group sizes of “{grouping}” differ from those stated: {groups}. Check who belongs where.",
    },
    "claim.mean_of_parts": {
        "ru": "целое {whole}, а среднее частей {parts}: расходятся больше чем на {tolerance}. Проверьте числа.",
        "en": "the whole is {whole}, but the mean of its parts is {parts}: they differ by more than {tolerance}. Check the figures.",
    },
    "claim.mean_of_groups": {
        "ru": "«{node}»: среднее рынка {whole}, а среднее групп «{grouping}» {parts}: расходятся больше чем на {tolerance}. Проверьте числа.",
        "en": "“{node}”: the market mean is {whole}, but the mean of the groups of “{grouping}” is {parts}: they differ by more than {tolerance}. Check the figures.",
    },
    "claim.figures_differ": {
        "ru": "одно и то же число названо по-разному: {values}. Оставьте одно.",
        "en": "one and the same figure is given differently: {values}. Keep one.",
    },
    "claim.dispersion": {
        "ru": "утверждение о наибольшем разбросе ({claimed}) не подтверждается таблицей: {table}. Исправьте текст.",
        "en": "the statement on the highest dispersion ({claimed}) is not borne out by the table: {table}. Correct the text.",
    },
    "claim.value": {
        "ru": "«{node}»: заявлено {stated}, вычислено {computed}. Исправьте текст или данные.",
        "en": "“{node}”: {stated} is stated, {computed} is computed. Correct the text or the data.",
    },
    # --- statistics ----------------------------------------------------------------------------------------
    "stats.confidence": {
        "ru": "уровень доверия {value}; он должен лежать между 0 и 1. Для 95 % укажите 0.95.",
        "en": "the confidence is {value}; it must lie between 0 and 1. State 0.95 for 95%.",
    },
    "stats.not_share": {
        "ru": "долей вне отрезка от 0 до 1: {count}; сумма двух долей одной выборки тоже не больше 1. Передайте доли, а не проценты.",
        "en": "shares outside 0 to 1: {count}; two shares of one sample together are at most 1 too. Give shares, not percentages.",
    },
    "stats.few_for_quantile": {
        "ru": "значений всего {n}: для квантиля {q} не хватает на обе границы интервала. Соберите больше ответов.",
        "en": "there are only {n} values: too few for both limits of the quantile {q}. Collect more answers.",
    },
    "stats.beyond_follow_up": {
        "ru": "срок {t} больше самого долгого наблюдения ({longest}); дальше кривая неизвестна. Возьмите срок короче.",
        "en": "the duration {t} is beyond the longest one observed ({longest}); nothing is known there. Take a shorter one.",
    },
    "stats.not_count": {
        "ru": "в столбце {name} пустых, бесконечных или отрицательных значений: {count}; нужны числа от нуля. Исправьте или уберите их.",
        "en": "the column {name} holds empty, infinite or negative values: {count}; numbers from zero up are needed. Correct or remove them.",
    },
    "stats.variance_not_positive": {
        "ru": "дисперсий, которые не больше нуля или бесконечны: {count}; у известного среднего дисперсия положительна. Уберите такие группы или задайте дисперсию.",
        "en": "variances that are not above zero or are infinite: {count}; a known mean has a positive one. Remove such groups or state a variance.",
    },
    "stats.target_sum": {
        "ru": "доли «{margin}» дают в сумме {total}; нужна 1, и ни одной отрицательной. Исправьте доли.",
        "en": "the shares of “{margin}” add up to {total}; they must add up to 1, none of them negative. Correct the shares.",
    },
    "stats.target_empty": {
        "ru": "для «{code}» в «{margin}» задана доля {share}, но таких ответов нет. Объедините её с соседней категорией.",
        "en": "“{code}” of “{margin}” is to have a share of {share}, but nobody with it responded. Merge it with a neighbour.",
    },
    "stats.target_missing": {
        "ru": "для «{code}» в «{margin}» доля не задана, а ответов {count}. Задайте долю или уберите эти ответы.",
        "en": "“{code}” of “{margin}” has no share, but {count} answers. State its share or remove these answers.",
    },
    "stats.rake_stuck": {
        "ru": "веса не сошлись за {rounds} проходов: «{margin}» отстоит на {miss}; заданные доли несовместимы с ответами. "
        "Объедините категории или поднимите предел веса.",
        "en": "the weights did not settle in {rounds} rounds: “{margin}” is off by {miss}; the answers cannot meet all shares. "
        "Merge categories or raise the largest weight.",
    },
    "stats.out_of_range": {
        "ru": "{name} = {value}; нужно число между {low} и {high}. Исправьте его.",
        "en": "{name} = {value}; a number between {low} and {high} is needed. Correct it.",
    },
    "stats.too_few_people": {
        "ru": "нужно пригласить {needed} человек, а их всего {population}. Увеличьте допуск или поднимите долю ответивших.",
        "en": "{needed} people would have to be invited, but there are {population}. Allow a wider margin or raise the response rate.",
    },
    "stats.few_rows": {
        "ru": "полных строк {n}; на столько драйверов ({drivers}) нужно не меньше {needed}. Соберите больше ответов или уберите драйверы.",
        "en": "there are {n} complete rows; so many drivers ({drivers}) need at least {needed}. Collect more answers or remove drivers.",
    },
    "stats.many_drivers": {
        "ru": "драйверов {count}; способ Шепли считает до {most}. Уберите часть или возьмите относительные веса (johnson).",
        "en": "there are {count} drivers; Shapley's way takes up to {most}. Remove some or use relative weights (johnson).",
    },
    "stats.constant_outcome": {
        "ru": "результат во всех полных строках ({n}) одинаков; объяснять нечего. Возьмите другой результат.",
        "en": "the outcome is the same in all {n} complete rows; there is nothing to explain. Take another outcome.",
    },
    "stats.constant_driver": {
        "ru": "драйвер «{driver}» во всех полных строках одинаков; ему нужен разброс. Уберите его.",
        "en": "the driver “{driver}” is the same in all complete rows; it needs a spread. Remove it.",
    },
    "stats.nothing_explained": {
        "ru": "драйверы не объясняют ничего: R² по {n} полным строкам равен 0, делить нечего. Возьмите другие драйверы.",
        "en": "the drivers explain nothing: R² over {n} complete rows is 0, nothing is to be shared. Take other drivers.",
    },
    "stats.collinear_drivers": {
        "ru": "драйверы {drivers} определяют друг друга; вклад каждого неразличим. Оставьте не все.",
        "en": "the drivers {drivers} determine one another; their parts cannot be told apart. Leave one out.",
    },
    "stats.draws_lost": {
        "ru": "из {draws} повторных выборок {lost} непригодны: драйверы в них постоянны или совпадают; границы ненадёжны. Соберите больше ответов.",
        "en": "of {draws} bootstrap samples {lost} are of no use, their drivers being constant or alike; the limits are doubtful. Collect more answers.",
    },
    "stats.few_pairs": {
        "ru": "пар {n} (с учётом инерции рядов {effective}); для границ корреляции нужны четыре и разброс в обоих рядах. Возьмите больше периодов.",
        "en": "there are {n} pairs ({effective} after carry-over); limits of a correlation need four and a spread in both series. Take more periods.",
    },
    # --- lifetime of customers -----------------------------------------------------------------------------
    "lifetime.lengths": {
        "ru": "столбцы разной длины или не столбцы ({columns}); нужен один ряд чисел одной длины в каждом. Проверьте, что они из одной таблицы.",
        "en": "the columns differ in length or are no columns ({columns}); each must be one row of numbers of one length. Check that they come from one table.",
    },
    "lifetime.not_numbers": {
        "ru": "«{column}» не читается как числа ({problem}); нужен ряд чисел. Замените в нём текст и пропуски.",
        "en": "“{column}” does not read as numbers ({problem}); a row of numbers is needed. Replace texts and gaps in it.",
    },
    "lifetime.not_finite": {
        "ru": "«{column}»: пропущено или бесконечно значений {count}, первые позиции (с нуля) {positions}; нужны числа. Заполните их или уберите строки.",
        "en": "“{column}”: {count} values are missing or infinite, the first at (from zero) {positions}; numbers are needed. Fill them in or leave the rows out.",
    },
    "lifetime.negative": {
        "ru": "«{column}»: значений меньше нуля {count}, первые позиции (с нуля) {positions}; должно быть 0 или больше. Исправьте их.",
        "en": "“{column}”: {count} values are below zero, the first at (from zero) {positions}; they must be 0 or more. Correct them.",
    },
    "lifetime.not_whole": {
        "ru": "«{column}»: нецелых значений {count}, первые позиции (с нуля) {positions}; здесь считают штуки. Исправьте их.",
        "en": "“{column}”: {count} values are not whole, the first at (from zero) {positions}; this column counts. Correct them.",
    },
    "lifetime.bad_count": {
        "ru": "«{column}»: неверных кратностей {count}, первые позиции (с нуля) {positions}; каждая — целое число от 1. Исправьте их или уберите строки.",
        "en": "“{column}”: {count} multiplicities are wrong, the first at (from zero) {positions}; each is a whole number from 1. Correct them or leave the rows out.",
    },
    "lifetime.age_not_positive": {
        "ru": "«{column}»: клиентов без времени наблюдения {count}, первые позиции (с нуля) {positions}; время от первой покупки до конца наблюдения должно быть больше нуля. Исправьте его или уберите строки.",
        "en": "“{column}”: {count} customers have no time under observation, the first at (from zero) {positions}; the time from the first purchase to the end must be above zero. Correct it or leave the rows out.",
    },
    "lifetime.recency_after_age": {
        "ru": "«{column}»: у {count} клиентов последняя покупка позже конца наблюдения, первые позиции (с нуля) {positions}; t_x не больше T. Проверьте даты и единицу времени.",
        "en": "“{column}”: {count} customers bought after the end of the observation, the first at (from zero) {positions}; t_x is at most T. Check the dates and the unit of time.",
    },
    "lifetime.recency_without_repeat": {
        "ru": "«{column}»: у {count} клиентов без повторных покупок есть время последней из них, первые позиции (с нуля) {positions}; при x = 0 t_x = 0. Проверьте, как посчитаны x и t_x.",
        "en": "“{column}”: {count} customers without repeat purchases have a time of the last one, the first at (from zero) {positions}; where x is 0 t_x is 0. Check how x and t_x were computed.",
    },
    "lifetime.repeat_without_recency": {
        "ru": "«{column}»: у {count} клиентов с повторными покупками время последней не больше нуля, первые позиции (с нуля) {positions}; при x > 0 t_x > 0. Покупки одного дня сведите в одну.",
        "en": "“{column}”: {count} customers with repeat purchases have a last one at zero or before, the first at (from zero) {positions}; where x > 0 t_x > 0. Join the purchases of one day.",
    },
    "lifetime.spend_not_positive": {
        "ru": "«{column}»: у {count} клиентов с повторными покупками средние траты не больше нуля, первые позиции (с нуля) {positions}; они должны быть больше нуля. Уберите возвраты и бесплатные заказы.",
        "en": "“{column}”: {count} customers with repeat purchases spend nothing or less, the first at (from zero) {positions}; mean spend must be above zero. Take returns and free orders out.",
    },
    "lifetime.few_repeaters": {
        "ru": "клиентов с повторными покупками {count}, а модели нужно хотя бы {needed}. Возьмите больше клиентов или более долгий срок.",
        "en": "{count} customers came back, and the model needs at least {needed}. Take more customers or a longer time.",
    },
    "lifetime.few_periods": {
        "ru": "продлений видно {count}, а модели нужно хотя бы {needed}. Возьмите более долгий срок.",
        "en": "{count} renewals are seen, and the model needs at least {needed}. Take a longer time.",
    },
    "lifetime.one_outcome": {
        "ru": "ушло {lost}, осталось {survivors}: кто-то должен уйти, а кто-то продлить. Возьмите более долгий срок или больше клиентов.",
        "en": "{lost} customers left and {survivors} stayed: some must leave and some renew. Take a longer time or more customers.",
    },
    "lifetime.not_converged": {
        "ru": "модель {model} не подобрана: у правдоподобия нет ясного максимума (остановка на {parameters}), и оценок нет. Проверьте единицы времени и денег, возьмите больше клиентов или другую модель.",
        "en": "the model {model} was not fitted: its likelihood has no clear maximum (stopped at {parameters}), and there are no estimates. Check the units of time and money, take more customers or another model.",
    },
    "lifetime.not_valued": {
        "ru": "с найденными параметрами ценность не считается у {count} клиентов: модель ушла туда, где у неё нет чисел. Возьмите больше клиентов, более долгий срок или другую модель.",
        "en": "under the parameters found {count} customers have no value: the model is where it has no numbers. Take more customers, a longer time or another model.",
    },
    "lifetime.no_interval": {
        "ru": "интервала нет: в {count} из {draws} розыгрышей параметров модель не считается, так мало данные о них говорят. Возьмите больше клиентов или более долгий срок.",
        "en": "there is no interval: under {count} of {draws} draws of the parameters the model cannot be computed, so little the data tell of them. Take more customers or a longer time.",
    },
    "lifetime.open_interval": {
        "ru": "интервал открыт: в {count} из {draws} розыгрышей параметров у трат нет среднего. Возьмите больше клиентов с повторными покупками или проверьте выбросы в тратах.",
        "en": "the interval is open: under {count} of {draws} draws of the parameters spend has no mean. Take more customers who came back, or check spend for outliers.",
    },
    "lifetime.no_mean_spend": {
        "ru": "у модели трат q = {q}, не больше 1: среднего нет, а его ждут {count} клиентов без повторных покупок. Уберите их из расчёта или проверьте выбросы в тратах.",
        "en": "the model of spend has q = {q}, not above 1: it has no mean, and {count} customers without repeat purchases need one. Leave them out or check spend for outliers.",
    },
    "lifetime.option": {
        "ru": "«{name}» = {got}; нужно {expected}. Исправьте значение.",
        "en": "“{name}” is {got}; it must be {expected}. Correct the value.",
    },
    # --- engines -----------------------------------------------------------------------------------------
    "engine.unknown": {
        "ru": "адрес «{url}» не подходит; он начинается с одного из: {known}, и дальше ://. Исправьте адрес.",
        "en": "the address “{url}” does not fit; it begins with one of {known}, followed by ://. Correct the address.",
    },
    "engine.refused": {
        "ru": "по адресу «{url}» соединиться не удалось ({problem}). Проверьте адрес, пароль и что сервер запущен.",
        "en": "no connection to “{url}” could be made ({problem}). Check the address, the password and that the server runs.",
    },
    "engine.not_installed": {
        "ru": "часть для «{engine}» не установлена; она нужна этому адресу. Установите её: pip install '{extra}'.",
        "en": "the part for “{engine}” is not installed; this address needs it. Install it: pip install '{extra}'.",
    },
    "engine.no_java": {
        "ru": "программы java нет, а Spark без неё не работает. Установите Java 17, например пакет openjdk-17-jre-headless.",
        "en": "there is no java, which Spark needs. Install Java 17, such as the package openjdk-17-jre-headless.",
    },
    "engine.no_files": {
        "ru": "движок «{engine}» хранит таблицы и не читает файлы, а «{file}» — файл. Назовите таблицу или возьмите duckdb:// или spark://.",
        "en": "“{engine}” holds tables and reads no files, but “{file}” is a file. Name a table, or take duckdb:// or spark://.",
    },
    "engine.no_table": {
        "ru": "таблицы «{table}» нет; есть: {known}. Назовите одну из них.",
        "en": "there is no table “{table}”; there are {known}. Name one of them.",
    },
    "engine.large_encoding": {
        "ru": "файл ({size} МБ) больше {limit} МБ, такие читаются только в UTF-8. Пересохраните его в UTF-8 или Parquet.",
        "en": "the file ({size} MB) is larger than {limit} MB; such files are read in UTF-8 only. Save it as UTF-8 or Parquet.",
    },
    "engine.csv": {
        "ru": "CSV не читается как {line} ({problem}). Исправьте строку или объявите другой формат.",
        "en": "the CSV cannot be read as {line} ({problem}). Mend the line or declare another format.",
    },
    "engine.failed": {
        "ru": "движок не смог выполнить запрос: {problem}. Проверьте таблицу, память и место на диске.",
        "en": "the engine could not run the query: {problem}. Check the table, the memory and the disk.",
    },
    "engine.zone": {
        "ru": "часового пояса «{zone}» нет; нужен такой, как Europe/Moscow. Исправьте имя.",
        "en": "there is no time zone “{zone}”; it must be one such as Europe/Moscow. Correct the name.",
    },
    # --- metrics -----------------------------------------------------------------------------------------
    "metric.unknown": {
        "ru": "метрики «{metric}» нет; есть: {known}. Назовите одну из них.",
        "en": "there is no metric “{metric}”; there are {known}. Name one of them.",
    },
    "metric.option": {
        "ru": "метрика «{metric}» не слушает параметр «{option}»; её параметры: {known}. Уберите его.",
        "en": "the metric “{metric}” does not listen to “{option}”; its options are {known}. Leave it out.",
    },
    "metric.map_column": {
        "ru": "в таблице нет столбца для «{pair}»; есть: {known}. Исправьте соответствие столбцов.",
        "en": "the table has no column for “{pair}”; it has {known}. Correct the mapping.",
    },
    "metric.map_name": {
        "ru": "столбца «{name}» в договоре о таблице нет; есть: {known}. Исправьте соответствие столбцов.",
        "en": "the contract of the table has no column “{name}”; it has {known}. Correct the mapping.",
    },
    "metric.no_column": {
        "ru": "нет нужных столбцов: {columns}; в таблице есть: {known}. Назовите их: --map имя=столбец.",
        "en": "needed columns are missing: {columns}; the table has {known}. Name them: --map name=column.",
    },
    "metric.by": {
        "ru": "по «{name}» разделить нельзя; можно по: {known}. Выберите из них.",
        "en": "“{name}” cannot be grouped by; there are {known}. Choose from them.",
    },
    "metric.two_periods": {
        "ru": "названо несколько периодов: {periods}; нужен один. Оставьте один.",
        "en": "several periods are named: {periods}; it takes one. Keep one.",
    },
    "metric.too_many_keys": {
        "ru": "разбивка «{by}» не подходит: нужно не больше {limit} разных столбцов. Сократите её.",
        "en": "the grouping “{by}” does not fit: it takes at most {limit} different columns. Shorten it.",
    },
    "metric.period_order": {
        "ru": "конец периода ({end}) не позже начала ({start}). Поменяйте их.",
        "en": "the end of the period ({end}) is not after its start ({start}). Swap them.",
    },
    "metric.direction": {
        "ru": "шкала ответов обратная: у метрики «{metric}» лучший конец шкалы {scale} другой. Переверните её: --set reverse=true.",
        "en": "the scale runs the other way: for “{metric}” the good end of {scale} is the other one. Turn it round: --set reverse=true.",
    },
    "metric.no_role": {
        "ru": "у метрики «{metric}» нет таблицы «{role}»; есть: {known}. Исправьте имя.",
        "en": "the metric “{metric}” has no table “{role}”; it has {known}. Correct the name.",
    },
    "metric.needs_table": {
        "ru": "метрике «{metric}» нужны ещё таблицы: {roles}. Добавьте их: имя=файл.",
        "en": "the metric “{metric}” also needs the tables {roles}. Add them: name=file.",
    },
    "metric.needs_period": {
        "ru": "метрике «{metric}» нужен период. Задайте его: --set start=2025-01-01 --set end=2026-01-01, или разбейте: --by month.",
        "en": "the metric “{metric}” needs a period. Give it: --set start=2025-01-01 --set end=2026-01-01, or group: --by month.",
    },
    "metric.needs_counts": {
        "ru": "метрике «{metric}» нужны ещё числа: {counts}. Добавьте их.",
        "en": "the metric “{metric}” also needs the counts {counts}. Add them.",
    },
    "metric.no_list": {
        "ru": "метрика «{metric}» считается по таблице, а не по списку оценок. Вызовите compute с таблицей.",
        "en": "the metric “{metric}” is made from a table, not from a list of scores. Call compute with a table.",
    },
    "metric.no_query": {
        "ru": "метрика «{metric}» — не один запрос, а несколько шагов. Вызовите compute.",
        "en": "the metric “{metric}” is not one query but several steps. Call compute.",
    },
    "metric.nothing_left": {
        "ru": "для метрики «{metric}» не осталось ни одной годной строки; нужна хотя бы одна. Проверьте таблицу и период.",
        "en": "no sound row is left for the metric “{metric}”; it takes at least one. Check the table and the period.",
    },
    "metric.none_sound": {
        "ru": "не годится ни одна из строк ({total}): {reasons}. Проверьте столбцы и шкалу.",
        "en": "none of the rows ({total}) is sound: {reasons}. Check the columns and the scale.",
    },
    "metric.left_out": {
        "ru": "столбец «{column}»: негодных строк {n} ({reason}; примеры: {examples}), а расчёт строгий. Исправьте их или снимите strict.",
        "en": "column “{column}”: {n} unsound rows ({reason}; such as {examples}), and the computation is strict. Mend them or leave strict out.",
    },
    "metric.mixed_scales": {
        "ru": "вне шкалы {scale} ответов: {n} из {total}; похоже, шкалы смешаны. Разделите ответы по шкалам.",
        "en": "{n} of {total} answers are outside {scale}; the scales seem to be mixed. Divide the answers by their scale.",
    },
    "metric.blank_answers": {
        "ru": "пустых ответов: {n} (места {places}); пустой ответ — не нуль. Уберите их или передайте strict=False.",
        "en": "{n} answers are blank (places {places}); a blank is not a zero. Remove them, or pass strict=False.",
    },
    "metric.answers_outside": {
        "ru": "ответов не на шкале {scale}: {n} (например {examples}). Исправьте их или передайте strict=False.",
        "en": "{n} answers are not on the scale {scale} (such as {examples}). Correct them, or pass strict=False.",
    },
    "metric.weights": {
        "ru": "весов {weights}, ответов {n}; нужен один положительный вес на ответ. Исправьте веса.",
        "en": "there are {weights} weights for {n} answers; each takes one positive weight. Correct the weights.",
    },
    "metric.no_start": {
        "ru": "клиентов в начале периода нет (строк: {rows}), а на их число делят. Выберите более поздний период.",
        "en": "there are no customers at the start (rows: {rows}), and their number divides. Choose a later period.",
    },
    "metric.end_below_new": {
        "ru": "клиентов в конце меньше, чем новых (строк: {rows}); новых считают тех, кто остался. Исправьте счёт.",
        "en": "the end is below the new customers (rows: {rows}); those who stayed are counted as new. Correct the ledger.",
    },
    "metric.end_above_served": {
        "ru": "клиентов в конце больше, чем было и пришло (строк: {rows}). Исправьте счёт.",
        "en": "the end is above those who were there and came (rows: {rows}). Correct the ledger.",
    },
    "metric.needs_discount": {
        "ru": "без дисконта ожидаемый срок может быть бесконечным. Задайте дисконт за период: --set discount=0.1.",
        "en": "without a discount the expected lifetime can be infinite. Give a discount per period: --set discount=0.1.",
    },
    "metric.no_cac": {
        "ru": "CAC не вычислить: затраты или число привлечённых — нуль. Проверьте таблицу затрат.",
        "en": "CAC cannot be computed: cost or customers won are zero. Check the table of costs.",
    },
    "metric.cohort_grows": {
        "ru": "когорта «{cohort}» растёт или короче трёх периодов; остаться может только меньше. Исправьте таблицу продлений.",
        "en": "the cohort “{cohort}” grows or has fewer than three periods; it can only shrink. Correct the renewals.",
    },
    "metric.no_stage": {
        "ru": "шагов {stages} в событиях нет; есть: {known}. Исправьте список шагов.",
        "en": "there are no events at the stages {stages}; there are {known}. Correct the list of stages.",
    },
    "metric.one_stage": {
        "ru": "шагов меньше двух ({known}); пути нужны хотя бы два. Проверьте столбец stage.",
        "en": "there are fewer than two stages ({known}); a journey takes at least two. Check the column stage.",
    },
    "metric.measure_twice": {
        "ru": "показатель повторён в одном периоде ({n} раз, например {example}); нужно одно значение. Уберите повторы.",
        "en": "a measure stands twice in one period ({n} times, such as {example}); it takes one value. Remove the repeats.",
    },
    "metric.note_total_cac": {
        "ru": "в таблице затрат нет столбца {by}; все группы отнесены к общему CAC.",
        "en": "the costs have no column {by}; every group is held against the CAC of all.",
    },
    "metric.note_no_own_cac": {
        "ru": "нет затрат или привлечённых у групп {groups}; делить не на что. Проверьте, что столбец в обеих таблицах значит одно.",
        "en": "the groups {groups} have no cost or no customers won to be held against. Check that the column means the same in both tables.",
    },
    "metric.note_rough": {
        "ru": "данные почти не определяют параметры модели; интервал груб. {advice}.",
        "en": "the data hardly determine the parameters of the model; the interval is rough. {advice}.",
    },
    "metric.note_outside_hours": {
        "ru": "целиком вне рабочего времени: {n}; в рабочих часах это 0 ч, и оценка оттого ниже.",
        "en": "{n} fell wholly outside working hours; in working hours that is 0 h, which lowers the figures.",
    },
    "metric.note_days": {
        "ru": "срок считается в днях; первый — день прихода.",
        "en": "time is counted in days; the first is the one on which the customer came.",
    },
    "metric.separator": {
        "ru": "разделитель похож на «{got}», а ожидается «{expected}». Укажите {options} (в панели у источника: {line}).",
        "en": "the separator looks like “{got}”, but “{expected}” is expected. State {options} (in a dashboard, of the source: {line}).",
    },
    "metric.encoding": {
        "ru": "байт {byte} не в объявленной кодировке; похоже на {guess}. Пересохраните в UTF-8 или укажите {options} (в панели у источника: {line}).",
        "en": "byte {byte} is not in the declared encoding; it may be {guess}. Save as UTF-8, or state {options} (in a dashboard, of the source: {line}).",
    },
    "metric.note_unfinished": {
        "ru": "не закончены и не показаны: {periods}; данные кончаются {last}; если они полны до более позднего дня, назовите его: --set end=2026-01-01.",
        "en": "not over and left out: {periods}; the data end on {last}. If they are complete to a later day, name it: --set end=2026-01-01.",
    },
    "metric.note_ends_before": {
        "ru": "данные кончаются {last}, а период — {end}; что было после {last}, в них не видно. Возьмите end ближе.",
        "en": "the data end on {last}, but the period on {end}; what came after {last} is not in them. Take an earlier end.",
    },
    "text.too_few": {
        "ru": "мало данных: {n}, а нужно не меньше {least}; значение не показано. Добавьте документов или возьмите период длиннее.",
        "en": "too little to go by: {n}, and at least {least} are needed; the value is withheld. Add documents, or take a longer period.",
    },
    "text.no_scan": {
        "ru": "здесь нет итогов просмотра документов; их создаёт centricity text scan. Назовите папку, указанную там в --out.",
        "en": "there are no results of a scan here; centricity text scan makes them. Name the folder given there as --out.",
    },
    "text.weight_nameless": {
        "ru": "у правила для {files} есть вес, но нет source: чей это вес, не сказано. Назовите source или перенесите вес в weights по имени источника.",
        "en": "the rule for {files} has a weight but no source: whose weight it is, is not said. Name the source, or put the weight under weights by the name of the source.",
    },
    "text.weight_twice": {
        "ru": "у источника «{source}» два разных веса: {weights}. Оставьте один.",
        "en": "the source “{source}” has two different weights: {weights}. Keep one.",
    },
    "text.old_scan": {
        "ru": "это итоги другой версии программы, их таблицы другие. Просмотрите документы заново в новую папку: centricity text scan.",
        "en": "these are the results of another version of the program, whose tables differ. Scan the documents into a new folder: centricity text scan.",
    },
    "text.not_scan": {
        "ru": "в папке что-то есть, и это не итоги просмотра; в неё ничего не записано. Назовите новую папку: --out.",
        "en": "the folder holds something that is no scan; nothing was written into it. Name a new folder: --out.",
    },
    "text.other_scan": {
        "ru": "здесь итоги другого просмотра, изменилось: {changed}; смешать их нельзя. Назовите новую папку: --out.",
        "en": "these are the results of another scan, changed: {changed}; they cannot be mixed. Name a new folder: --out.",
    },
    "text.nothing_to_observe": {
        "ru": "записывать нечего: у методики нет таких показателей либо компании не входят в исследование ({companies}). Дайте компаниям коды объектов из subjects.",
        "en": "there is nothing to write: the method has no such indicators, or the companies are not in the study ({companies}). Give companies the codes of subjects.",
    },
    "text.no_csv": {
        "ru": "таблица {table} - не CSV с запятыми и точками; в неё нельзя дописать. Сохраните её как {table}.csv с запятыми.",
        "en": "the table {table} is no CSV with commas and points; rows cannot be added. Save it as {table}.csv with commas.",
    },
    "text.no_company": {
        "ru": "компании «{company}» среди просмотренных нет; есть {known}. Возьмите код оттуда.",
        "en": "the company “{company}” is not among those of the scan; there are {known}. Take a code from there.",
    },
    "text.no_fact": {
        "ru": "по метрике «{metric}» ничего нет; есть {known}. Возьмите одну из них.",
        "en": "there is nothing on the metric “{metric}”; there are {known}. Take one of them.",
    },
    "text.model_language": {
        "ru": "модель «{got}» — для языка, которого нет; есть ru и en. Напишите ru=модель.bin.",
        "en": "the model “{got}” is for a language that is not there; there are ru and en. Write ru=model.bin.",
    },
    "text.many_urls": {
        "ru": "в списке {n} адресов, а за раз скачивается не больше {limit}. Разделите его.",
        "en": "the list has {n} addresses, and at most {limit} are fetched at a time. Divide it.",
    },
    "text.no_companies": {
        "ru": "нет файла {path}; в нём перечисляют компании и их имена. Назовите его: --companies companies.yaml.",
        "en": "there is no file {path}; it lists the companies and their names. Name it: --companies companies.yaml.",
    },
    "text.empty_alias": {
        "ru": "в имени «{name}» нет ни буквы, ни цифры; по нему ничего не найти. Исправьте его или уберите.",
        "en": "the name “{name}” has no letter and no digit; nothing can be found by it. Correct it or leave it out.",
    },
    "text.common_alias": {
        "ru": "имя «{name}» встречается в любом тексте; ему нужны слова рядом. Добавьте правило с needs, forbids или model либо уберите имя.",
        "en": "every text has “{name}”; as a name it needs words beside it. Add a rule with needs, forbids or model, or leave the name out.",
    },
    "text.shared_alias": {
        "ru": "имя «{name}» заявлено несколькими компаниями ({companies}), и отличить их нечем. Оставьте его у одной или добавьте каждой правило с needs или model.",
        "en": "the name “{name}” is claimed by several companies ({companies}), and nothing tells them apart. Leave it with one, or give each a rule with needs or model.",
    },
    "text.company_twice": {
        "ru": "компания «{company}» описана дважды; код должен быть единственным. Соедините описания или смените код.",
        "en": "the company “{company}” is described twice; its code must be its own. Join the two, or change a code.",
    },
    "text.no_parent": {
        "ru": "владельца «{parent}» в файле нет, или это сама компания; нужен код другой компании. Исправьте его или уберите.",
        "en": "the parent “{parent}” is not in the file, or is the company itself; it takes the code of another company. Correct it or leave it out.",
    },
    "text.no_rule_name": {
        "ru": "правило дано для имени «{name}», которого у компании нет. Добавьте имя в aliases или исправьте правило.",
        "en": "the rule is for the name “{name}”, which the company does not have. Add it to aliases, or correct the rule.",
    },
    "text.rule_twice": {
        "ru": "для имени «{name}» два правила; у имени компании оно одно. Соедините их: выполняться должно всё, что в нём есть.",
        "en": "there are two rules for the name “{name}”; a name of a company has one. Join them: all that it asks for must hold.",
    },
    "text.empty_rule": {
        "ru": "правило для «{name}» ничего не требует; нужно capital, needs, forbids или model. Дополните его или уберите.",
        "en": "the rule for “{name}” asks for nothing; it takes capital, needs, forbids or model. Complete it or leave it out.",
    },
    "text.empty_rule_word": {
        "ru": "в слове «{word}» правила нет ни буквы, ни цифры; по нему нечего искать. Замените его словом или уберите.",
        "en": "the word “{word}” of the rule has no letter and no digit; there is nothing to look for. Put a word in its place or leave it out.",
    },
    "metric.note_too_young": {
        "ru": "не учтены обращения последних дней ({days} дн.): {n}; данные кончаются {last}, и последует ли за ними другое, ещё не видно.",
        "en": "{n} requests of the last {days} days are left out; the data end on {last}, and whether another follows them is not known yet.",
    },
    "metric.none_old_enough": {
        "ru": "всем обращениям меньше {days} дн.: данные кончаются {last}, и последует ли за ними другое, ещё не видно. Сократите срок (--set within_days=7), возьмите более ранние данные или назовите, до какого дня данные полны: --set end=2026-01-01.",
        "en": "all requests are younger than {days} days: the data end on {last}, and whether another follows them is not known yet. Take a shorter time (--set within_days=7) or earlier data, or name the day to which the data are complete: --set end=2026-01-01.",
    },
    "metric.note_young": {
        "ru": "у начавших в {periods} было меньше времени, чем проходят путь от «{first}» до «{last}» девять из десяти дошедших ({days} дн.): их доли ещё могут вырасти. Сравнивайте более ранние периоды.",
        "en": "who began in {periods} had less time than nine in ten of those who went from “{first}” to “{last}” took ({days} days): their shares may still rise. Compare earlier periods.",
    },
    "metric.none_over": {
        "ru": "ни один период не закончен: данные кончаются {last}; возьмите период короче или назовите, до какого дня данные полны: --set end=2026-01-01.",
        "en": "no period is over: the data end on {last}. Take a shorter period, or name the day to which the data are complete: --set end=2026-01-01.",
    },
    "metric.by_period": {
        "ru": "метрика «{metric}» строится по целой истории клиента, а разбивка «{name}» разрезала бы её по дате покупки. Уберите её или разбейте по столбцу.",
        "en": "“{metric}” is made from whole histories of customers, which grouping by {name} would cut by the date of the purchase. Leave it out, or group by a column.",
    },
    "metric.note_base_opening": {
        "ru": "база оттока — клиенты на начало; удержание и отток дают в сумме 100 %.",
        "en": "churn is held against the customers of the opening day; retention and churn add up to 100%.",
    },
    "metric.note_base_served": {
        "ru": "база оттока — все, кого обслуживали; с удержанием в сумме 100 % не получится.",
        "en": "churn is held against all who were served; with retention it does not add up to 100%.",
    },
    "metric.note_no_reason": {
        "ru": "не назвали причину: {n}; в доли они не входят.",
        "en": "{n} gave no reason; the shares leave them out.",
    },
    "metric.note_no_new": {
        "ru": "каналы без привлечённых клиентов: {channels}; их затраты входят только в итог.",
        "en": "channels that won no customers: {channels}; their cost is in the total only.",
    },
    "metric.note_spend_correlation": {
        "ru": "связь числа покупок и среднего чека r = {r}; модель считает её нулевой.",
        "en": "purchases and mean spend correlate with r = {r}; the model takes it for zero.",
    },
    "metric.note_last_day": {
        "ru": "впервые купили в последний день: {n}; наблюдать их ещё некогда, в модель они не входят.",
        "en": "{n} first bought on the last day; there is no time yet to watch them, and the model leaves them out.",
    },
    "metric.note_waiting": {
        "ru": "ещё ждут: {n}; в это время они не входят, и оно поэтому занижено.",
        "en": "{n} still wait; the times leave them out and are therefore too low.",
    },
    "metric.note_green_red": {
        "ru": "SLA зелёный, а CSAT красный (верхняя граница ниже {red} %): {groups}. Прочтите ответы этих групп.",
        "en": "the SLA is green but CSAT is red (upper limit below {red}%): {groups}. Read the answers of these groups.",
    },
    "metric.note_late_start": {
        "ru": "есть на поздних шагах без шага «{stage}», клиентов: {n}; воронка их не считает.",
        "en": "{n} customers are at later stages without “{stage}”; the funnel leaves them out.",
    },
    "metric.note_association": {
        "ru": "это связь, а не причина. Общий рост или сезон дают такую же.",
        "en": "this is association, not cause; a common trend or season makes the same.",
    },
    "metric.note_few": {
        "ru": "групп, где меньше {n}: {groups} из {of}; их числа зыбки.",
        "en": "{groups} of {of} groups have fewer than {n}; their numbers are shaky.",
    },
    "metric.note_set_aside": {
        "ru": "негодных оценок в столбце «{column}»: {n}; строки считаются без них.",
        "en": "{n} ratings in the column “{column}” are unsound; their rows count without them.",
    },
    "metric.note_terms": {
        "ru": "покупки от {start} до {end}; маржа {margin} % суммы, дисконт {discount} % в год.",
        "en": "purchases from {start} to {end}; margin {margin}% of the amount, discount {discount}% per year.",
    },
    "metric.note_all_customers": {
        "ru": "группы по {by} делятся на всех клиентов; это свойства обращений, а не клиентов.",
        "en": "groups by {by} are divided by all customers; these belong to requests, not to customers.",
    },
    "metric.note_horizon": {
        "ru": "срок вперёд {days} дней; маржа {margin} % суммы, дисконт {discount} % в год, модель {model}.",
        "en": "looking {days} days ahead; margin {margin}% of the amount, discount {discount}% per year, model {model}.",
    },
    "metric.note_nothing": {
        "ru": "считать нечего: ни одной группы не вышло. Проверьте период и столбцы.",
        "en": "there is nothing to compute; no group came out. Check the period and the columns.",
    },
    "metric.note_repeated": {
        "ru": "ответов {n} от {people} человек; ответы одного человека похожи, и интервалы поэтому слишком узки. Последний ответ каждого: --set one_per_customer=true.",
        "en": "{n} answers came from {people} people; answers of one person are alike, so the intervals are too narrow. The latest of each: --set one_per_customer=true.",
    },
    "metric.note_shorter_scale": {
        "ru": "все ответы лежат в пределах {scale}; та ли это шкала? Проверьте столбец и метрику.",
        "en": "all answers lie within {scale}; is this the scale? Check the column and the metric.",
    },
    "metric.note_people_unknown": {
        "ru": "кто ответил, неизвестно (столбца customer нет): считаются ответы, а не люди. Если человек мог ответить дважды, добавьте столбец.",
        "en": "who answered is not known (there is no column customer): answers are counted, not people. Where one may answer twice, add the column.",
    },
    "metric.note_few_in_all": {
        "ru": "за числом стоит {got}, меньше {n}; оно зыбко.",
        "en": "only {got} stand behind the figures, fewer than {n}; they are shaky.",
    },
    "metric.note_twice": {
        "ru": "{column}: час, который часы прошли дважды, записан {n} раз; взят первый. Пишите смещение: 02:30+03:00.",
        "en": "{column}: an hour that the clock passed twice is written {n} times; the first is taken. Write the offset: 02:30+03:00.",
    },
    "metric.note_weighted": {
        "ru": "вошло ответов {n}; взвешенные по известным долям, они весят как {worth}.",
        "en": "{n} answers count; weighted to the known shares, they are worth {worth}.",
    },
    "metric.no_option": {
        "ru": "параметра «{option}» нет; есть: {known}. Исправьте имя.",
        "en": "there is no option “{option}”; there are {known}. Correct the name.",
    },
    "metric.option_value": {
        "ru": "параметр «{option}» = {got}; не подходит: {problem}. Исправьте значение.",
        "en": "the option “{option}” is {got}; it does not fit: {problem}. Correct the value.",
    },
    "metric.set_pair": {
        "ru": "«{pair}» не подходит; после --set пишут имя=значение. Исправьте.",
        "en": "“{pair}” does not fit; after --set comes name=value. Correct it.",
    },
    "metric.map_pair": {
        "ru": "«{pair}» не подходит; в --map пишут имя=столбец. Исправьте.",
        "en": "“{pair}” does not fit; --map takes name=column. Correct it.",
    },
    "metric.map_unknown": {
        "ru": "«{name}» — не файл и не готовое соответствие; есть: {known}. Исправьте имя.",
        "en": "“{name}” is neither a file nor a ready mapping; there are {known}. Correct the name.",
    },
    "metric.table_twice": {
        "ru": "таблица «{role}» названа дважды; нужна одна. Уберите лишнюю.",
        "en": "the table “{role}” is named twice; it takes one. Remove the other.",
    },
    "metric.out": {
        "ru": "в «{file}» не записать: имя кончается на .csv, .json, .xlsx, .svg или .png. Исправьте его.",
        "en": "“{file}” cannot be written: the name ends in .csv, .json, .xlsx, .svg or .png. Correct it.",
    },
    "metric.no_chart": {
        "ru": "у метрики «{metric}» рисовать нечего: все числа скрыты или их нет; рисунок не записан. Запишите .csv.",
        "en": "there is nothing to draw for “{metric}”: all numbers are withheld or missing, and no file is written. Write a .csv.",
    },
    "metric.needs_sd": {
        "ru": "для «{kind}» нужен разброс. Задайте его: --sd 1.2.",
        "en": "“{kind}” needs a standard deviation. Give it: --sd 1.2.",
    },
    # --- dashboards --------------------------------------------------------------------------------------
    "dashboard.together": {
        "ru": "панель «{metric}» по {by} рядом с другими по тем же ответам выдала бы группу меньше {least}: её можно вычесть. Оставьте одну панель или разбейте одну по всем столбцам сразу.",
        "en": "the panel “{metric}” by {by}, beside others over the same answers, would give away a group below {least} by subtraction. Keep one panel, or group one by all columns at once.",
    },
    "dashboard.no_source": {
        "ru": "источника «{name}» нет; есть: {known}. Исправьте имя.",
        "en": "there is no source “{name}”; there are {known}. Correct the name.",
    },
    # --- metrics: calls, calendars, privacy --------------------------------------------------------------
    "metric.min_n_private": {
        "ru": "метрика «{metric}» о сотрудниках: группы меньше {least} не показывают, а min_n = {n}. Порог можно только поднять.",
        "en": "“{metric}” is about employees: groups below {least} are not shown, and min_n is {n}. It can only be raised.",
    },
    "metric.not_list": {
        "ru": "ответы — {kind}; нужен список, массив или столбец чисел. Передайте его.",
        "en": "the answers are of the kind {kind}; it takes a list, an array or a series of numbers. Pass one.",
    },
    "metric.bad_counts": {
        "ru": "счёт не подходит: {counts}; нужны числа от нуля. Исправьте их.",
        "en": "these counts do not fit: {counts}; they must be numbers from zero. Correct them.",
    },
    "metric.country": {
        "ru": "праздники страны «{country}» неизвестны. Назовите выходные сами: days_off.",
        "en": "the public holidays of “{country}” are not known. Name the days off yourself: days_off.",
    },
    "metric.note_free": {
        "ru": "купили снова, но бесплатно: {n}; сколько они потратят, модель не скажет, и в среднее они не входят.",
        "en": "{n} bought again but for nothing; the model cannot say what they will spend, and the mean leaves them out.",
    },
    # --- metrics: the command line -----------------------------------------------------------------------
    "metric.no_weights": {
        "ru": "метрика «{metric}» считается без весов; веса бывают у ответов. Уберите --weights.",
        "en": "the metric “{metric}” takes no weights; answers have weights. Leave out --weights.",
    },
    "metric.weights_twice": {
        "ru": "веса уже есть в столбце «{column}»; нужен один источник весов. Уберите --weights или weight из --map.",
        "en": "the column “{column}” already holds weights; it takes one source of weights. Leave out --weights, or weight from --map.",
    },
    "metric.column": {
        "ru": "столбца «{name}» в таблице нет; есть: {known}. Исправьте имя.",
        "en": "the table has no column “{name}”; it has {known}. Correct the name.",
    },
    "metric.drivers": {
        "ru": "что связано с «{outcome}», ищут среди других столбцов, и нужен хотя бы один. Назовите их.",
        "en": "what goes with “{outcome}” is looked for among other columns, and it takes one at least. Name them.",
    },
    "metric.plan_shares": {
        "ru": "сторонников и критиков вместе больше 100 %; столько людей не бывает. Уменьшите --promoters или --detractors.",
        "en": "promoters and detractors together are more than 100%; there are not so many people. Lower --promoters or --detractors.",
    },
    "metric.plan_endless": {
        "ru": "при полуширине {margin} ответов понадобится больше, чем можно собрать. Возьмите интервал шире.",
        "en": "a half-width of {margin} takes more answers than anybody can collect. Take a wider interval.",
    },
    # --- metrics: what would be read as something else ----------------------------------------------------
    "table.alike_headers": {
        "ru": "заголовки различаются только регистром: {columns}; движки берут их за один. Переименуйте столбцы.",
        "en": "headers differ by case alone: {columns}; engines take them for one. Rename the columns.",
    },
    "metric.map_shared": {
        "ru": "столбец «{column}» назван для нескольких: {names}; он бывает чем-то одним. Исправьте --map.",
        "en": "the column “{column}” is named for several: {names}; it can be one of them. Correct --map.",
    },
    "metric.map_twice": {
        "ru": "для «{name}» названо несколько столбцов: {columns}; нужен один. Уберите лишние из --map.",
        "en": "several columns are named for “{name}”: {columns}; it takes one. Leave one in --map.",
    },
    "metric.not_groups": {
        "ru": 'by — {kind}; нужен список имён, например by=["segment"]. Передайте его.',
        "en": 'by is of the kind {kind}; it takes a list of names, such as by=["segment"]. Pass one.',
    },
    "metric.not_metric": {
        "ru": "метрика — {kind}; нужен её идентификатор или определение. Их список: centricity metric list.",
        "en": "the metric is of the kind {kind}; it takes an identifier or a definition. For the list: centricity metric list.",
    },
    "metric.not_mapping": {
        "ru": 'соответствие столбцов — {kind}; нужен словарь имён, например {{"score": "Q1"}}. Передайте его.',
        "en": 'the mapping of columns is of the kind {kind}; it takes a dictionary of names, such as {{"score": "Q1"}}. Pass one.',
    },
    "metric.not_table": {
        "ru": "таблица — {kind}; нужна таблица Ibis, например ibis.memtable(frame). Передайте её.",
        "en": "the table is of the kind {kind}; it takes an Ibis table, such as ibis.memtable(frame). Pass one.",
    },
    "metric.not_options": {
        "ru": 'options — {kind}; нужен Options, например Options(zone="UTC"). Передайте его.',
        "en": 'options is of the kind {kind}; it takes Options, such as Options(zone="UTC"). Pass one.',
    },
    "metric.not_weights": {
        "ru": "веса — {kind}; нужен список чисел, по одному на ответ. Передайте его.",
        "en": "the weights are of the kind {kind}; it takes a list of numbers, one for each answer. Pass one.",
    },
    "metric.not_counts": {
        "ru": "метрика «{metric}» считается не из списка, а из чисел start, new и end. Передайте только их.",
        "en": "“{metric}” is made not from a list but from the numbers start, new and end. Pass them alone.",
    },
    "metric.set_value": {
        "ru": "«{pair}» не подходит: значение длиннее {limit} знаков или ссылается на себя (*). Запишите его короче и без ссылок.",
        "en": "“{pair}” does not fit: the value is longer than {limit} characters or refers to itself (*). Write it shorter and out.",
    },
    "metric.out_input": {
        "ru": "«{file}» — это исходные данные; писать нужно в другой файл. Назовите другой.",
        "en": "“{file}” holds the data that is read; results go to another file. Name another.",
    },
    "metric.out_twice": {
        "ru": "«{file}» назван и в --out, и в --save-map; нужны разные файлы. Назовите другой.",
        "en": "“{file}” is named in --out and in --save-map; they take different files. Name another.",
    },
    # --- text: documents and pages -------------------------------------------------------------------------
    "text.record_empty": {
        "ru": "в записи нет ни текста, ни заголовка; она пропущена. Проверьте, в каком столбце текст (map в sources.yaml).",
        "en": "the record has neither text nor title; it is left out. Check which column holds the text (map in sources.yaml).",
    },
    "text.not_text": {
        "ru": "в поле текста не строка; оно прочитано как пустое. Укажите другое поле (map в sources.yaml).",
        "en": "the field of the text holds no string; it is read as empty. Name another field (map in sources.yaml).",
    },
    "text.moment": {
        "ru": "«{value}» в «{column}» — не момент времени; значение оставлено пустым. Нужен ISO 8601, RFC 2822, дд.мм.гггг чч:мм или секунды эпохи.",
        "en": "“{value}” in “{column}” is no moment; the value is left empty. It takes ISO 8601, RFC 2822, dd.mm.yyyy hh:mm or seconds of the epoch.",
    },
    "text.rating": {
        "ru": "оценка «{value}» вне шкалы; значение оставлено пустым. Проверьте best_rating в sources.yaml.",
        "en": "the rating “{value}” is not on the scale; the value is left empty. Check best_rating in sources.yaml.",
    },
    "text.flag": {
        "ru": "«{value}» — не да и не нет; значение оставлено пустым. Нужно true или false.",
        "en": "“{value}” is neither yes nor no; the value is left empty. It takes true or false.",
    },
    "text.address": {
        "ru": "«{value}» — не адрес страницы; значение оставлено пустым. Нужен адрес http или https.",
        "en": "“{value}” is no address of a page; the value is left empty. It takes an http or https address.",
    },
    "text.kind_of_source": {
        "ru": "вид источника «{value}» неизвестен; взят вид по умолчанию. Нужен один из: news, review, employer_review, social, own_site, call.",
        "en": "the kind of source “{value}” is unknown; the usual kind is taken. It takes one of: news, review, employer_review, social, own_site, call.",
    },
    "text.line_long": {
        "ru": "строка длиннее {limit} байт; она пропущена. Разделите её на записи.",
        "en": "the line is longer than {limit} bytes; it is left out. Divide it into records.",
    },
    "text.json_line": {
        "ru": "строка — не JSON; она пропущена. Нужен один объект JSON в строке.",
        "en": "the line is not JSON; it is left out. It takes one JSON object a line.",
    },
    "text.json_cut": {
        "ru": "файл кончается посреди строки; она будет прочитана, когда её допишут. Дождитесь конца записи.",
        "en": "the file ends within a line; it is read when it is complete. Wait until it is written.",
    },
    "text.json_deep": {
        "ru": "вложенность JSON слишком велика; запись пропущена. Упростите её.",
        "en": "the JSON nests too deeply; the record is left out. Simplify it.",
    },
    "text.json_not_object": {
        "ru": "это не объект JSON; запись пропущена. Нужны пары «ключ: значение».",
        "en": "this is no JSON object; the record is left out. It takes “key: value” pairs.",
    },
    "text.json_file": {
        "ru": "файл — не JSON; он пропущен. Проверьте, что он записан целиком.",
        "en": "the file is not JSON; it is left out. Check that it was written whole.",
    },
    "text.json_array": {
        "ru": "массив JSON обрывается или испорчен; прочитано то, что до этого места. Проверьте, что файл записан целиком.",
        "en": "the JSON array breaks off or is damaged; what stands before is read. Check that the file was written whole.",
    },
    "text.no_text_column": {
        "ru": "не найден столбец с текстом; столбцы: {columns}. Назовите его в sources.yaml (map: {{text: ...}}).",
        "en": "no column with the text was found; the columns are {columns}. Name it in sources.yaml (map: {{text: ...}}).",
    },
    "text.row_width": {
        "ru": "в строке {got} ячеек вместо {expected}; она пропущена. Проверьте разделители и кавычки.",
        "en": "the row has {got} cells and not {expected}; it is left out. Check separators and quotes.",
    },
    "text.row_quotes": {
        "ru": "кавычка открыта и не закрыта; строка пропущена. Закройте или удвойте кавычку.",
        "en": "a quote is opened and not closed; the row is left out. Close or double the quote.",
    },
    "text.parquet": {
        "ru": "файл Parquet не читается дальше ({problem}); прочитано то, что до этого места. Запишите его заново.",
        "en": "the Parquet file cannot be read further ({problem}); what stands before is read. Write it anew.",
    },
    "text.parquet_group": {
        "ru": "группа строк {group} больше {limit} байт в одном столбце; она пропущена. Запишите файл меньшими группами.",
        "en": "row group {group} is larger than {limit} bytes in one column; it is left out. Write the file in smaller groups.",
    },
    "text.too_large": {
        "ru": "больше {limit} байт; пропущено. Разделите на части.",
        "en": "this is larger than {limit} bytes; it is left out. Divide it.",
    },
    "text.page_tags": {
        "ru": "больше {limit} тегов; страница пропущена. Сохраните только основной текст.",
        "en": "there are more than {limit} tags; the page is left out. Save its main text only.",
    },
    "text.page_broken": {
        "ru": "страница не разбирается; она пропущена. Проверьте, что это HTML.",
        "en": "the page cannot be parsed; it is left out. Check that it is HTML.",
    },
    "text.page_deep": {
        "ru": "вложенность страницы больше {limit} уровней; она пропущена. Сохраните только основной текст.",
        "en": "the page nests deeper than {limit} levels; it is left out. Save its main text only.",
    },
    "text.page_empty": {
        "ru": "на странице нет основного текста; она пропущена. Возможно, текст появляется только в браузере: сохраните страницу из него.",
        "en": "the page has no main text; it is left out. It may appear in a browser only: save the page from there.",
    },
    "text.xml_entities": {
        "ru": "файл объявляет свои сущности XML; он пропущен, так как они могут разрастись без предела. Уберите объявления.",
        "en": "the file declares XML entities of its own; it is left out, as they can grow without bound. Remove the declarations.",
    },
    "text.feed_broken": {
        "ru": "это не RSS и не Atom; файл пропущен. Сохраните ленту заново.",
        "en": "this is neither RSS nor Atom; the file is left out. Save the feed anew.",
    },
    "text.feed_empty": {
        "ru": "в ленте нет записей; читать в ней нечего. Сохраните её заново, если записи в ней были.",
        "en": "the feed has no entries; there is nothing to read. Save it anew if there were any.",
    },
    "text.feed_unsound": {
        "ru": "лента записана с ошибками ({problem}); прочитано то, что удалось. Сохраните её заново.",
        "en": "the feed is written with errors ({problem}); what could be read is read. Save it anew.",
    },
    "text.warc_broken": {
        "ru": "запись WARC испорчена ({problem}); прочитано то, что до неё. Запишите файл заново.",
        "en": "a WARC record is damaged ({problem}); what stands before is read. Write the file anew.",
    },
    "text.pdf_broken": {
        "ru": "PDF не открывается ({problem}); он пропущен. Сохраните его заново без пароля.",
        "en": "the PDF does not open ({problem}); it is left out. Save it anew without a password.",
    },
    "text.pdf_empty": {
        "ru": "в PDF нет текста, только изображения; он пропущен. Распознайте его и сохраните с текстом.",
        "en": "the PDF has no text, images only; it is left out. Recognise it and save it with its text.",
    },
    "text.captions_empty": {
        "ru": "в файле нет реплик со временем; он пропущен. Нужны WebVTT или SubRip.",
        "en": "the file has no timed lines; it is left out. It takes WebVTT or SubRip.",
    },
    "text.binary": {
        "ru": "это не текст; файл пропущен. Сохраните его как текст, HTML, CSV, JSONL, Parquet или PDF.",
        "en": "this is no text; the file is left out. Save it as text, HTML, CSV, JSONL, Parquet or PDF.",
    },
    "text.packed": {
        "ru": "так упакованные файлы не читаются; файл пропущен. Распакуйте его или возьмите gzip или zip.",
        "en": "files packed in this way are not read; the file is left out. Unpack it, or use gzip or zip.",
    },
    "text.nested": {
        "ru": "архив внутри архива; он пропущен. Распакуйте его.",
        "en": "this is an archive in an archive; it is left out. Unpack it.",
    },
    "text.kind_unknown": {
        "ru": "вид файла неизвестен; он пропущен. Дайте ему привычное окончание, например .txt или .jsonl.",
        "en": "the kind of the file is unknown; it is left out. Give it a usual ending, such as .txt or .jsonl.",
    },
    "text.bomb": {
        "ru": "«{member}» распаковывается во много раз больше себя; чтение остановлено. Распакуйте его сами, если ему можно верить.",
        "en": "“{member}” unpacks to many times its own size; reading has stopped. Unpack it yourself if it can be trusted.",
    },
    "text.archive_broken": {
        "ru": "архив испорчен или закрыт паролем; прочитано то, что удалось. Запишите его заново.",
        "en": "the archive is damaged or locked; what could be read is read. Write it anew.",
    },
    "text.archive_members": {
        "ru": "в архиве больше {limit} файлов; остальные пропущены. Разделите его.",
        "en": "the archive holds more than {limit} files; the others are left out. Divide it.",
    },
    "text.link_outside": {
        "ru": "ссылка ведёт за пределы папки или в никуда; по ней не читается. Положите сам файл.",
        "en": "the link leads out of the folder or to nowhere; it is not followed. Put the file itself there.",
    },
    "text.link_folder": {
        "ru": "ссылка на папку или слишком глубокая папка; по ней не читается. Положите файлы ближе.",
        "en": "a link to a folder, or a folder too deep; it is not followed. Put the files nearer.",
    },
    "text.ledger": {
        "ru": "журнал сканирования не читается или не пишется ({problem}). Проверьте диск или начните с новой папки.",
        "en": "the ledger of the scan cannot be read or written ({problem}). Check the disk, or begin with a new folder.",
    },
    "text.fetch_scheme": {
        "ru": "адрес «{url}» — не http и не https; он не открывается. Дайте другой.",
        "en": "the address “{url}” is neither http nor https; it is not opened. Give another.",
    },
    "text.fetch_credentials": {
        "ru": "в адресе «{url}» имя или пароль; он не открывается. Уберите их.",
        "en": "the address “{url}” holds a name or a password; it is not opened. Remove them.",
    },
    "text.fetch_private": {
        "ru": "«{url}» ведёт на внутренний адрес {address}; он не открывается. Нужен адрес в открытой сети.",
        "en": "“{url}” leads to the internal address {address}; it is not opened. It takes an address of the open network.",
    },
    "text.fetch_unknown_host": {
        "ru": "узел адреса «{url}» не найден. Проверьте написание.",
        "en": "the host of “{url}” is not found. Check its spelling.",
    },
    "text.fetch_robots": {
        "ru": "robots.txt узла не разрешает читать «{url}»; страница пропущена. Спросите разрешения у владельца.",
        "en": "the host's robots.txt does not allow “{url}” to be read; the page is left out. Ask its owner.",
    },
    "text.fetch_redirects": {
        "ru": "«{url}» перенаправляет больше {limit} раз или в никуда; страница пропущена. Дайте конечный адрес.",
        "en": "“{url}” redirects more than {limit} times or to nowhere; the page is left out. Give the final address.",
    },
    "text.fetch_size": {
        "ru": "страница «{url}» больше {limit} байт; она пропущена. Возьмите меньшую.",
        "en": "the page “{url}” is larger than {limit} bytes; it is left out. Take a smaller one.",
    },
    "text.fetch_time": {
        "ru": "страница «{url}» не пришла за {limit} с; она пропущена. Попробуйте позже.",
        "en": "the page “{url}” did not come within {limit} s; it is left out. Try later.",
    },
    "text.fetch_total": {
        "ru": "время на чтение страниц вышло ({limit} с); «{url}» не читалась. Продолжите в другой раз.",
        "en": "the time for fetching is over ({limit} s); “{url}” was not read. Go on another time.",
    },
    "text.fetch_status": {
        "ru": "узел ответил на «{url}» кодом {status}; страница пропущена. Проверьте адрес.",
        "en": "the host answered “{url}” with the code {status}; the page is left out. Check the address.",
    },
    "text.fetch_failed": {
        "ru": "«{url}» не читается ({problem}); страница пропущена. Попробуйте позже.",
        "en": "“{url}” cannot be read ({problem}); the page is left out. Try later.",
    },
    "text.fetch_kind": {
        "ru": "«{url}» — не страница, а {kind}; пропущено. Дайте адрес страницы HTML.",
        "en": "“{url}” is no page but {kind}; it is left out. Give the address of an HTML page.",
    },
    # --- text: themes, topics, calls and alerts -------------------------------------------------------------
    "text.windows": {
        "ru": "окон {windows}, текстов {texts}: массивы text, start и end разной длины или называют текст, которого нет. Передайте по одному значению на окно.",
        "en": "{windows} windows over {texts} texts: the arrays text, start and end differ in length or name a text that is not there. Pass one value for each window.",
    },
    "text.columns_differ": {
        "ru": "столбцы разной длины: {lengths}; нужно по одному значению на упоминание. Передайте столбцы одной таблицы.",
        "en": "the columns differ in length: {lengths}; there must be one value for each mention. Pass the columns of one table.",
    },
    "text.option_range": {
        "ru": "{name} = {value}; нужно от {low} до {high}. Исправьте настройку.",
        "en": "{name} is {value}; it must lie between {low} and {high}. Correct the setting.",
    },
    "text.watch_young": {
        "ru": "«{company}»: до {period} наблюдалось периодов: {n}, нужно {least}; тревога не считается. Продолжайте сбор.",
        "en": "“{company}”: {n} periods were observed before {period}, {least} are needed; no alert is made. Go on collecting.",
    },
    "text.watch_undated": {
        "ru": "упоминаний без даты: {n}; в сравнение периодов они не вошли. Дополните published_at.",
        "en": "{n} mentions have no date and are left out of the comparison of periods. Fill in published_at.",
    },
    "text.speaker_unknown": {
        "ru": "говорящий «{speaker}» ({n} реплик) не отнесён ни к оператору, ни к клиенту; в доли сторон он не вошёл. Назовите его в sides, в sources.yaml.",
        "en": "the speaker “{speaker}” ({n} turns) is neither agent nor customer and is left out of the shares of the sides. Name it in sides, in sources.yaml.",
    },
    "text.turn_times": {
        "ru": "реплик с невозможным временем: {n}; оно не учтено. Время — секунды от начала, конец не раньше начала.",
        "en": "{n} turns have impossible times, which are left out. Times are seconds from the start, the end not before the start.",
    },
    "text.recogniser_missing": {
        "ru": "пакет {package} не установлен; без него запись не распознать. Установите: pip install {package}.",
        "en": "the package {package} is not installed; audio cannot be recognised without it. Install it: pip install {package}.",
    },
    "text.model_missing": {
        "ru": "модели распознавания нет в этой папке; сама программа её не загружает. Загрузите модель и укажите её папку.",
        "en": "there is no recognition model in this folder; the program does not download one. Download a model and name its folder.",
    },
    "text.model_broken": {
        "ru": "модель распознавания не открылась ({problem}). Проверьте, что папка та и модель загружена целиком.",
        "en": "the recognition model cannot be opened ({problem}). Check that this is its folder and that it is complete.",
    },
    "text.audio_broken": {
        "ru": "это не запись WAV с отсчётами PCM ({problem}). Сохраните её как WAV, 16 бит.",
        "en": "this is no WAV recording of PCM samples ({problem}). Save it as WAV, 16 bits.",
    },
    "text.audio_large": {
        "ru": "запись больше, чем {limit} {unit}. Разделите её на части.",
        "en": "the recording is larger than {limit} {unit}. Divide it into parts.",
    },
    # --- text: senses of a name ---------------------------------------------------------------------------
    "text.sense_broken": {
        "ru": "«{file}» — не модель имени или её часть; нужен файл, который записала centricity text train. Обучите модель заново или возьмите целый файл.",
        "en": "“{file}” is no model of a name, or a part of one; it takes a file that centricity text train wrote. Train the model again, or take the whole file.",
    },
    "text.sense_features": {
        "ru": "модель «{file}» обучена на признаках версии {found}; нужна версия {expected}. Обучите её заново.",
        "en": "the model “{file}” was learned on features of version {found}; version {expected} is needed. Train it again.",
    },
    "text.sense_other_name": {
        "ru": "модель «{file}» обучена для имени «{found}», а правило — для «{name}»; имя должно быть одним. Назовите другой файл или исправьте правило.",
        "en": "the model “{file}” was learned for the name “{found}”, and the rule is for “{name}”; they must be one name. Name another file, or correct the rule.",
    },
    "text.sense_few": {
        "ru": "документов с меткой «{label}» — {n}; для обучения нужно хотя бы {least}. Разметьте ещё.",
        "en": "documents labelled “{label}”: {n}; learning takes at least {least}. Label more.",
    },
    "text.sense_label": {
        "ru": "в столбце label стоит «{value}»; бывает 1 — компания, 0 — не она, ? - неясно, или пусто. Исправьте ячейку.",
        "en": "the column label holds “{value}”; it takes 1 for the company, 0 for not it, ? for unclear, or nothing. Correct the cell.",
    },
    "text.sense_no_name": {
        "ru": "имени «{name}» у компаний просмотра нет; есть {known}. Напишите имя так, как оно стоит в companies.yaml.",
        "en": "no company of the scan goes by “{name}”; there are {known}. Write the name as companies.yaml has it.",
    },
    "text.sense_owners": {
        "ru": "имя «{name}» носят компании: {companies}; размечать можно для одной из них. Назовите её: --company.",
        "en": "the companies that go by “{name}”: {companies}; places are labelled for one of them. Name it: --company.",
    },
    "text.sense_names": {
        "ru": "метки не одного этого имени и не одной компании; в них {names}. Назовите другой файл или одно из этих имён: --name.",
        "en": "the labels are not of this one name and one company; they are of {names}. Name another file, or one of these names: --name.",
    },
    # --- text: tone ---------------------------------------------------------------------------------------
    "text.tone_lengths": {
        "ru": "столбцы разной длины: текстов {texts}, начал {starts}, концов {ends}; нужно поровну. Передайте по одному на упоминание.",
        "en": "the columns differ in length: {texts} texts, {starts} starts, {ends} ends; they must be equal. Pass one of each for a mention.",
    },
    "text.tone_missing": {
        "ru": "у упоминания {row} (счёт с нуля) нет текста; тон есть только у написанного. Уберите это упоминание.",
        "en": "mention {row} (counted from zero) has no text; only what is written has a tone. Leave this mention out.",
    },
    "text.tone_place": {
        "ru": "упоминание {row} (счёт с нуля) стоит на знаках {start}-{end}, а в тексте их {length}. Передайте места в знаках этого же текста.",
        "en": "mention {row} (counted from zero) stands at characters {start}-{end} of a text of {length}. Pass places in characters of the same text.",
    },
    "text.tone_kinds": {
        "ru": "видов источника или языков {kinds}, а упоминаний {texts}; нужно поровну. Передайте по одному на упоминание.",
        "en": "there are {kinds} kinds of sources or languages for {texts} mentions; they must be equal. Pass one for each mention.",
    },
    "text.tone_language": {
        "ru": "для языка «{language}» модели тона нет; есть ru и en. Подключите свою: load_plugin.",
        "en": "there is no model of tone for the language “{language}”; there are ru and en. Plug in your own: load_plugin.",
    },
    "text.tone_not_model": {
        "ru": "«{file}» — не модель тона Centricity или её часть. Обучите модель заново или возьмите целый файл.",
        "en": "“{file}” is no Centricity model of tone, or a part of one. Train the model again or take the whole file.",
    },
    "text.tone_features": {
        "ru": "модель «{file}» обучена на признаках версии {found}; нужна версия {expected}. Обучите её заново.",
        "en": "the model “{file}” was learned on features of version {found}; version {expected} is needed. Train it again.",
    },
    "text.tone_labels_length": {
        "ru": "меток или групп не столько, сколько текстов ({texts}); меток {labels}. Передайте по одной на упоминание.",
        "en": "there are not as many labels or groups as texts ({texts}); labels: {labels}. Pass one for each mention.",
    },
    "text.tone_label": {
        "ru": "метка {label} не подходит; бывают -1, 0 и 1. Исправьте её.",
        "en": "the label {label} does not fit; labels are -1, 0 and 1. Correct it.",
    },
    "text.tone_few": {
        "ru": "у класса {label} разных текстов {n}; для обучения нужно хотя бы {least}. Разметьте ещё.",
        "en": "class {label} has {n} different texts; learning takes at least {least}. Label more.",
    },
    "text.tone_sample_small": {
        "ru": "размеченных вручную упоминаний класса {label} - {n}; для поправки нужно хотя бы {least}. Разметьте ещё.",
        "en": "mentions labelled {label} by hand: {n}; the correction takes at least {least}. Label more.",
    },
    "text.tone_drawn": {
        "ru": "отобрано упоминаний: {drawn}, меток: {labels}; нужно по одной на упоминание, и бывают -1, 0 и 1. Дополните или исправьте метки.",
        "en": "mentions drawn: {drawn}, labels: {labels}; there must be one for each mention, and labels are -1, 0 and 1. Complete or correct them.",
    },
    "text.tone_matrix": {
        "ru": "на размеченной выборке модель почти не различает классы (число обусловленности {steepness}, предел {limit}): поправка усилила бы шум. Разметьте больше или смените модель.",
        "en": "on the labelled sample the model hardly tells the classes apart (condition number {steepness}, limit {limit}): the correction would blow up noise. Label more or change the model.",
    },
    "text.tone_table": {
        "ru": "размеченная выборка читается из CSV в UTF-8 со столбцами {columns}. Возьмите файл, который создала программа.",
        "en": "a labelled sample is read from a CSV in UTF-8 with the columns {columns}. Take the file that the program made.",
    },
    "text.tone_row": {
        "ru": "в столбце «{column}» стоит «{value}»; бывает -1, 0, 1, а в label ещё и пусто. Исправьте ячейку.",
        "en": "the column “{column}” holds “{value}”; it takes -1, 0, 1, and label may be empty. Correct the cell.",
    },
    "text.tone_weight": {
        "ru": "вес «{value}» не подходит; это число от 1: сколько упоминаний представляет строка. Верните то, что записала программа.",
        "en": "the weight “{value}” does not fit; it is a number from 1: how many mentions the row stands for. Put back what the program wrote.",
    },
    "text.tone_columns": {
        "ru": "в упоминаниях нет столбцов {columns}. Добавьте их.",
        "en": "the mentions lack the columns {columns}. Add them.",
    },
    "text.tone_sample_size": {
        "ru": "выборка из {n} упоминаний не рисуется; нужно хотя бы одно. Назовите число больше нуля.",
        "en": "a sample of {n} mentions cannot be drawn; it takes at least one. Name a number above zero.",
    },
    "text.tone_package": {
        "ru": "чтобы запустить модель «{file}», нужны пакеты {packages}. Установите их: pip install {packages}.",
        "en": "to run the model “{file}”, the packages {packages} are needed. Install them: pip install {packages}.",
    },
    "text.tone_plugin": {
        "ru": "«{file}» не подходит как модель тона: {problem}. Нужны файл .onnx с tokenizer.json рядом или папка модели transformers на этом диске.",
        "en": "“{file}” does not do for a model of tone: {problem}. It takes an .onnx file beside its tokenizer.json, or the folder of a transformers model on this disk.",
    },
    "survey.unknown": {
        "ru": "опроса «{name}» в поставке нет; есть {known}. Возьмите один из них.",
        "en": "there is no bundled survey “{name}”; there are {known}. Take one of them.",
    },
    "survey.method_unfit": {
        "ru": "у методики «{name}» нет шкалы, на которой можно ответить. Возьмите методику с оценками экспертов или сотрудников.",
        "en": "the method “{name}” has no scale to answer on. Take one that is rated by experts or staff.",
    },
    "survey.required": {
        "ru": "без ответа на этот вопрос дальше нельзя. Ответьте на него.",
        "en": "this question needs an answer. Answer it to go on.",
    },
    "survey.not_a_level": {
        "ru": "ответ должен быть целым числом от {low} до {high}. Выберите одно из них.",
        "en": "the answer must be a whole number from {low} to {high}. Choose one of them.",
    },
    "survey.not_an_option": {
        "ru": "такого варианта в вопросе нет. Выберите один из предложенных.",
        "en": "the question has no such option. Choose one of those it offers.",
    },
    "survey.how_many": {
        "ru": "вариантов можно выбрать от {low} до {high}. Уберите или добавьте.",
        "en": "from {low} to {high} options can be chosen. Take some away, or add some.",
    },
    "survey.every_row": {
        "ru": "ответ нужен в каждой строке. Заполните пустые.",
        "en": "every row needs an answer. Fill in those left empty.",
    },
    "survey.places": {
        "ru": "места должны идти подряд: 1, 2 и так далее, до {count}, каждое один раз. Исправьте их.",
        "en": "places must follow one another: 1, 2 and so on, up to {count}, each once. Correct them.",
    },
    "survey.not_a_number": {
        "ru": "ответ должен быть числом. Напишите его цифрами.",
        "en": "the answer must be a number. Write it in digits.",
    },
    "survey.out_of_bounds": {
        "ru": "число должно быть от {low} до {high}. Исправьте его.",
        "en": "the number must be from {low} to {high}. Correct it.",
    },
    "survey.too_long": {
        "ru": "в ответе {length} знаков, а помещается {limit}. Сократите его.",
        "en": "the answer has {length} characters, and {limit} fit. Shorten it.",
    },
    "survey.not_a_date": {
        "ru": "это не дата. Напишите её как 31.12.2026.",
        "en": "this is no date. Write it as 2026-12-31.",
    },
    "survey.duplicate_code": {
        "ru": "код «{code}» встречается {count} раз(а), а должен один. Переименуйте лишние.",
        "en": "the code “{code}” occurs {count} times; it must occur once. Rename the others.",
    },
    "survey.too_many_questions": {
        "ru": "вопросов {count}, а можно не больше {limit}. Разделите опрос.",
        "en": "there are {count} questions; there may be {limit} at most. Split the survey.",
    },
    "survey.employees_unprotected": {
        "ru": "опрос сотрудников должен быть безымянным, а минимальная группа не меньше {limit}. Уберите настройку, которая это ослабляет.",
        "en": "a survey of employees must be anonymous, and its smallest group at least {limit}. Take away the setting that weakens this.",
    },
    "survey.options_missing": {
        "ru": "вопросу «{code}» нужно вариантов: не меньше {least}. Добавьте их.",
        "en": "the question “{code}” needs options: at least {least}. Add them.",
    },
    "survey.options_unused": {
        "ru": "у вопроса «{code}» вида {kind} вариантов не бывает. Уберите их или смените вид.",
        "en": "the question “{code}” of the kind {kind} has no options. Take them away, or change the kind.",
    },
    "survey.rows": {
        "ru": "строки нужны матрице и только ей; вопрос «{code}» с этим расходится. Добавьте строки или уберите их.",
        "en": "a matrix needs rows, and nothing else does; the question “{code}” differs. Add rows, or take them away.",
    },
    "survey.other_unused": {
        "ru": "«другое» бывает у выбора одного или нескольких; вопрос «{code}» вида {kind}. Уберите other.",
        "en": "only a choice of one or several has an “other”; the question “{code}” is of the kind {kind}. Take other away.",
    },
    "survey.scale_unused": {
        "ru": "вопросу «{code}» вида {kind} шкала не нужна. Уберите её.",
        "en": "the question “{code}” of the kind {kind} needs no scale. Take it away.",
    },
    "survey.bounds_order": {
        "ru": "у вопроса «{code}» наименьшее больше наибольшего. Поменяйте их местами.",
        "en": "the question “{code}” has a minimum above its maximum. Swap them.",
    },
    "survey.file_empty": {
        "ru": "файл пуст. Приложите другой.",
        "en": "the file is empty. Give another.",
    },
    "survey.file_large": {
        "ru": "файл больше {limit} МБ. Приложите файл меньше.",
        "en": "the file is larger than {limit} MB. Give a smaller one.",
    },
    "survey.file_kind": {
        "ru": "такие файлы здесь не принимаются. Подойдут: {known}.",
        "en": "such files are not taken here. These are: {known}.",
    },
    "survey.file_other_kind": {
        "ru": "содержимое файла не такое, как говорит его имя. Подойдут: {known}.",
        "en": "the file does not hold what its name says. These are taken: {known}.",
    },
    "survey.employees_only": {
        "ru": "«{code}» спрашивает о работодателе, а опрос — клиентов. Возьмите csat или сделайте опрос опросом сотрудников.",
        "en": "“{code}” asks about the employer, and the survey is of customers. Take csat, or make it a survey of employees.",
    },
    "survey.file_unused": {
        "ru": "у «{code}» вид {kind}, а accepts и megabytes — только для файлов. Уберите их или поменяйте вид.",
        "en": "“{code}” is of the kind {kind}, and accepts and megabytes are for files alone. Take them out, or change the kind.",
    },
    "survey.file_nameless": {
        "ru": "«{code}» просит файл, а опрос безымянный: файл может назвать автора. Уберите вопрос или безымянность.",
        "en": "“{code}” asks for a file, and the survey is anonymous: a file can name its author. Take out the question, or the anonymity.",
    },
    "survey.fills": {
        "ru": "столбец может заполнять только выбор одного варианта; вопрос «{code}» другой. Уберите fills или смените вид.",
        "en": "only a choice of one option can fill a column; the question “{code}” is another kind. Take fills away, or change the kind.",
    },
    "survey.contact": {
        "ru": "обратиться можно к тому, кто дал согласие; вопрос «{code}» вида «{kind}». Уберите contact или смените вид на consent.",
        "en": "whoever gave a consent can be turned to; the question “{code}” is of the kind “{kind}”. Take contact away, or make it a consent.",
    },
    "survey.empty_condition": {
        "ru": "условие пусто, и непонятно, когда оно верно. Назовите вопрос и ответ или уберите условие.",
        "en": "the condition is empty, so nobody can tell when it holds. Name a question and an answer, or take it away.",
    },
    "survey.no_page": {
        "ru": "страницы «{code}» нет. Назовите одну из страниц опроса.",
        "en": "there is no page “{code}”. Name one of the survey's pages.",
    },
    "survey.not_asked_before": {
        "ru": "вопроса «{code}» на страницах до этой нет. Назовите вопрос одной из них.",
        "en": "no question “{code}” is asked on the pages before this one. Name one of theirs.",
    },
    "survey.test_unfit": {
        "ru": "так проверить ответ на «{code}» вида {kind} нельзя. Границы бывают у оценок и чисел, варианты у выбора и оценок.",
        "en": "an answer to “{code}” of the kind {kind} cannot be tested so. Ratings and numbers have bounds, choices and ratings have options.",
    },
    "survey.no_option": {
        "ru": "у вопроса «{code}» нет варианта «{option}». Назовите один из его вариантов.",
        "en": "the question “{code}” has no option “{option}”. Name one that it has.",
    },
    "survey.piped_differently": {
        "ru": "русский и английский тексты повторяют разные ответы: {codes}. Сделайте одинаково.",
        "en": "the Russian and the English text repeat different answers: {codes}. Make them the same.",
    },
    "survey.too_many_ways": {
        "ru": "путей через опрос больше {limit}, проверить их все нельзя. Упростите условия.",
        "en": "there are more than {limit} ways through the survey, too many to check. Make its conditions simpler.",
    },
    "survey.never_shown": {
        "ru": "«{code}» не увидит никто: условие не может быть верным. Исправьте условие.",
        "en": "nobody will see “{code}”: its condition can never hold. Correct the condition.",
    },
    "survey.never_ends": {
        "ru": "до конца «{code}» не дойдёт никто: условие не может быть верным. Исправьте его.",
        "en": "nobody will reach the end “{code}”: its condition can never hold. Correct it.",
    },
    "survey.never_finished": {
        "ru": "каждый путь обрывается раньше последней страницы. Исправьте условия концов.",
        "en": "every way ends before the last page. Correct the conditions of the ends.",
    },
    "voice.department_nameless": {
        "ru": "у отдела {code} нет названия. Допишите его после черты.",
        "en": "the department {code} has no name. Write it after the bar.",
    },
    "voice.plan_shares": {
        "ru": "сторонников и критиков вместе больше 100 %; столько людей не бывает. Уменьшите одну из долей.",
        "en": "promoters and detractors together are more than 100%; there are not so many people. Lower one of the shares.",
    },
    "voice.plan_alike": {
        "ru": "при таких ожиданиях все отвечают одинаково, и считать нечего. Ожидайте хоть какого-то разброса.",
        "en": "with such expectations everybody answers alike, and there is nothing to plan. Expect at least some spread.",
    },
    "voice.plan_endless": {
        "ru": "при такой точности ответов понадобится больше, чем можно собрать. Возьмите число больше.",
        "en": "so fine a number takes more answers than anybody can collect. Take a larger one.",
    },
    "voice.weight_column": {
        "ru": "по столбцу «{name}» ответы не взвешиваются. Выберите из: {known}.",
        "en": "answers are not weighed by “{name}”. Choose of: {known}.",
    },
    "voice.weight_sum": {
        "ru": "доли вместе составляют {total} %; нужно 100, и каждая от 0 до 100. Исправьте доли.",
        "en": "the shares are {total}% together; they must be 100, and each from 0 to 100. Correct the shares.",
    },
    "voice.weight_sealed": {
        "ru": "этот опрос безымянный, и до закрытия о его группах ничего не известно. Закройте его и задайте доли тогда.",
        "en": "this survey is anonymous, and nothing is told of its groups before it is closed. Close it, and tell the shares then.",
    },
    "voice.weight_small": {
        "ru": "опрос безымянный, а в какой-то из групп или их сочетаний ответили меньше {least} человек: по взвешенным итогам её ответы можно было бы вычислить. Взвешивайте по столбцам с более крупными группами.",
        "en": "the survey is anonymous, and fewer than {least} answered of some group or combination of groups: weighted results would give its answers away. Weigh by columns of larger groups.",
    },
    "voice.weight_nobody": {
        "ru": "ответов, которые можно взвесить, ещё нет. Дождитесь их.",
        "en": "there are no answers to weigh yet. Wait for them.",
    },
    "voice.file_by_program": {
        "ru": "файл программа прислать не может: его прикладывают на странице опроса. Уберите этот ответ.",
        "en": "a program cannot send a file: it is given on the page of the survey. Take this answer out.",
    },
    "voice.file_response_full": {
        "ru": "файлов в этом ответе уже больше {limit} МБ. Уберите один из них или пришлите файл меньше.",
        "en": "the files of this answer would be more than {limit} MB. Remove one of them, or send a smaller file.",
    },
    "voice.file_survey_full": {
        "ru": "места для файлов этого опроса больше нет. Ответьте без файла.",
        "en": "there is no more room for files of this survey. Answer without a file.",
    },
    "voice.page_large": {
        "ru": "страница с файлами больше {limit} МБ и не принята. Вернитесь и приложите файлы меньше.",
        "en": "the page with its files is larger than {limit} MB and was not taken. Go back and give smaller files.",
    },
    "voice.many_addresses": {
        "ru": "адресов {count}, а за раз можно не больше {limit}. Разделите список.",
        "en": "there are {count} addresses; {limit} may be sent to at once. Split the list.",
    },
    "voice.no_address": {
        "ru": "«{address}» не адрес электронной почты. Исправьте его или уберите строку; не отправлено ничего.",
        "en": "“{address}” is no e-mail address. Correct it or take the line out; nothing was sent.",
    },
    "voice.mail_down": {
        "ru": "почтовый сервер не принимает писем, ждут отправки: {count}. Проверьте CENTRICITY_EMAIL_URL и сервер; приглашения платформа пошлёт сама, напоминание запустите ещё раз.",
        "en": "the mail server takes no letters, {count} wait. Check CENTRICITY_EMAIL_URL and the server; invitations go by themselves then, a reminder is to be asked for again.",
    },
    "voice.many_sites": {
        "ru": "сайтов {count}, а можно не больше {limit}. Уберите лишние.",
        "en": "there are {count} sites; {limit} may be listed. Take some out.",
    },
    "voice.no_site": {
        "ru": "«{site}» не адрес сайта. Напишите https:// и имя узла, без пути: https://example.org.",
        "en": "“{site}” is no address of a site. Write https:// and the name of the host, without a path: https://example.org.",
    },
    "voice.quiet_days": {
        "ru": "дней тишины может быть от 0 до {limit}. Назовите число в этих пределах.",
        "en": "quiet days are from 0 to {limit}. Tell a number within these.",
    },
    "voice.rhythm_staff": {
        "ru": "опрос сотрудников повторяется раз в квартал или реже и спрашивает всех, кого спрашивал прежде. Выберите такой срок, без сегмента и рынка.",
        "en": "a survey of staff recurs every quarter at most and asks everybody whom it asked before. Choose so, without a segment and a market.",
    },
    "voice.rhythm_past": {
        "ru": "дня следующей волны нет или он прошёл. Назовите сегодняшний день или будущий.",
        "en": "the day of the next wave is missing or past. Tell today or a day to come.",
    },
    "voice.cycle_other": {
        "ru": "день следующего опроса есть только у опросов сотрудников и зрелости. Опросу клиентов задайте волны.",
        "en": "only surveys of staff and of maturity have a day of the next one. Give a survey of customers its waves.",
    },
    "web.next_due_past": {
        "ru": "день {day} не подходит: он прошёл или слишком далёк. Назовите сегодняшний день или будущий.",
        "en": "the day {day} will not do: it is past or too far. Tell today or a day to come.",
    },
    "web.next_due_unread": {
        "ru": "«{got}» не день. Напишите его как 2027-11-01 или оставьте поле пустым.",
        "en": "“{got}” is no day. Write it as 2027-11-01, or leave the field empty.",
    },
    "voice.trigger_staff": {
        "ru": "по событиям спрашивают клиентов, а это опрос сотрудников. Пригласите их по адресам.",
        "en": "customers are asked after events, and this is a survey of staff. Invite them by their addresses.",
    },
    "voice.trigger_span": {
        "ru": "спрашивать можно не позже чем через {limit} ч и от 1 до 100 из ста. Исправьте срок или долю.",
        "en": "ask within {limit} hours and from 1 to 100 of a hundred. Correct the time or the share.",
    },
    "voice.touchpoint": {
        "ru": "точка контакта — это код до 64 знаков: буквы, цифры, точка, дефис, подчёркивание. Исправьте код или уберите его.",
        "en": "a touchpoint is a code of up to 64 characters: letters, digits, dots, hyphens, underscores. Correct it or leave it out.",
    },
    "voice.no_colour": {
        "ru": "«{colour}» не цвет. Напишите # и шесть цифр от 0 до f, как #1d6a9c.",
        "en": "“{colour}” is no colour. Write # and six digits from 0 to f, as in #1d6a9c.",
    },
    "voice.colour_faint": {
        "ru": "цвет {colour} на {paper} плохо читается: контраст {found}, нужно не меньше {least}. Для светлой бумаги возьмите цвет темнее, для тёмной светлее.",
        "en": "the colour {colour} is hard to read on {paper}: its contrast is {found}, at least {least} is needed. Take a darker one for light paper, a brighter one for dark paper.",
    },
    "voice.no_way_on": {
        "ru": "«{address}» не годится. Нужен адрес https:// без имени и пароля, не длиннее {limit} знаков.",
        "en": "“{address}” will not do. An address with https:// is needed, without name and password, of {limit} characters at most.",
    },
    "voice.logo_unfit": {
        "ru": "логотип не подходит. Нужен PNG, JPEG или WebP не больше {limit} кБ.",
        "en": "the logo will not do. A PNG, JPEG or WebP of {limit} kB at most is needed.",
    },
    "voice.wave_open": {
        "ru": "исследование делают из закрытого опроса. Сначала закройте его.",
        "en": "a study is made of a closed survey. Close it first.",
    },
    "voice.wave_method": {
        "ru": "за опросом не стоит методика, считать уровень не по чему. Создайте опрос по образцу «Шесть вопросов» или «Зрелость CX».",
        "en": "no method stands behind the survey, so there is no level to compute. Make one after the pattern of the six questions or CX maturity.",
    },
    "voice.wave_few": {
        "ru": "полных ответов {n}, а показывать можно от {least}. Проведите опрос ещё раз и шире.",
        "en": "there are {n} complete answers, and results may be shown from {least} on. Ask again, and more people.",
    },
    "panels.code": {
        "ru": "код «{code}» не годится. Нужны от 2 до 60 строчных латинских букв, цифр и дефисов, и не слово new.",
        "en": "the code “{code}” will not do. It needs 2 to 60 lower-case Latin letters, digits and hyphens, and not new.",
    },
    "panels.code_taken": {
        "ru": "панель «{code}» в организации уже есть. Выберите другой код.",
        "en": "the organisation has a panel “{code}” already. Choose another code.",
    },
    "panels.method": {
        "ru": "методики «{got}» для панелей нет. Есть: {known}.",
        "en": "there is no method “{got}” for panels. There are: {known}.",
    },
    "panels.departments": {
        "ru": "подразделения не годятся: {got}. Коды — до 64 латинских букв, цифр, точек и дефисов, каждый один раз; "
        "подразделений не больше {most}.",
        "en": "the departments will not do: {got}. Codes are up to 64 Latin letters, digits, dots and hyphens, each "
        "once; there are at most {most} departments.",
    },
    "panels.without_role": {
        "ru": "у этих людей нет роли в организации: {people}. Дайте им роль или уберите их из панели.",
        "en": "these people have no role on the organisation: {people}. Grant them one, or take them off the panel.",
    },
    "panels.people": {
        "ru": "людей в панели: {n}. Нужно от {fewest} до {most}: один человек согласен только с собой.",
        "en": "people of the panel: {n}. There must be {fewest} to {most}: one alone agrees with himself.",
    },
    "panels.left": {
        "ru": "ещё не оценено: {n} из {of}. Поставьте уровень или «нельзя сказать» по каждому вопросу.",
        "en": "not rated yet: {n} of {of}. Give a level, or “cannot be told”, for every item.",
    },
    "panels.not_blind": {
        "ru": "оценки уже открыты, сдать свои поздно. Скажите о них на обсуждении.",
        "en": "the ratings lie open already, it is too late to hand in. Speak of yours in the talk.",
    },
    "panels.few": {
        "ru": "сдали оценки: {n}. Открыть их можно, когда сдадут хотя бы {fewest}.",
        "en": "handed in: {n}. Ratings can be laid open once {fewest} have handed in.",
    },
    "panels.other_state": {
        "ru": "панель уже на другом шаге. Обновите страницу.",
        "en": "the panel is at another step already. Load the page again.",
    },
    "panels.closed": {
        "ru": "панель закрыта, оценки не меняются. Для новых создайте следующую панель.",
        "en": "the panel is closed, ratings are not changed any more. Make the next panel for new ones.",
    },
    "panels.not_closed": {
        "ru": "панель ещё не закрыта. Закройте её, затем делайте исследование.",
        "en": "the panel is not closed yet. Close it, then make the study.",
    },
    "panels.in_study": {
        "ru": "эта панель уже стоит в исследовании «{code}». Одна панель — одна волна: назовите другое исследование или проведите следующую.",
        "en": "this panel stands in the study “{code}” already. One panel is one wave: name another study, or hold the next panel.",
    },
    "panels.handed_in": {
        "ru": "оценки сданы. Менять их можно, когда откроют оценки всех.",
        "en": "the ratings are handed in. They can be changed once those of everybody lie open.",
    },
    "panels.left_out": {
        "ru": "оценки открыли раньше, чем вы сдали свои. Они не учитываются: скажите о них на обсуждении.",
        "en": "the ratings were laid open before you handed in. Yours do not count: speak of them in the talk.",
    },
    "panels.no_item": {
        "ru": "в панели нет вопроса «{item}» о подразделении «{department}». Возьмите коды со страницы панели.",
        "en": "the panel has no item “{item}” of a department “{department}”. Take the codes from the panel's page.",
    },
    "panels.level": {
        "ru": "уровень {got} вне шкалы. Выберите от {low} до {high}.",
        "en": "the level {got} is off the scale. Choose {low} to {high}.",
    },
    "panels.evidence": {
        "ru": "уровень ни на чём не стоит. Выберите свидетельство или добавьте новое; без него можно поставить только "
        "{low}, написав, что искали и не нашли.",
        "en": "the level rests on nothing. Choose evidence or add some; without it only {low} may be given, with a "
        "note of what was looked for and not found.",
    },
    "panels.why": {
        "ru": "до обсуждения было {before}. Напишите в примечании, почему уровень другой.",
        "en": "it was {before} before the ratings were laid open. Say in the note why the level is another.",
    },
    "panels.no_record": {
        "ru": "свидетельства № {got} у этого вопроса нет. Выберите другое.",
        "en": "this item has no evidence No. {got}. Choose another.",
    },
    "panels.kind": {
        "ru": "вида свидетельства «{got}» нет. Есть: {known}.",
        "en": "there is no kind of evidence “{got}”. There are: {known}.",
    },
    "panels.seen": {
        "ru": "о свидетельстве сказано не всё. Назовите и что это (до 300 знаков), и где оно (до 1000).",
        "en": "the evidence is not told in full. Tell both what was seen (up to 300 characters) and where it is (up to 1,000).",
    },
    "panels.records": {
        "ru": "у одного вопроса может быть не больше {most} свидетельств. Выберите из тех, что есть.",
        "en": "an item may have at most {most} records of evidence. Choose one of those there are.",
    },
    "companies.no_number": {
        "ru": "у компании нет числа «{node}». Откройте число в её профиле и комментируйте там.",
        "en": "the company has no number “{node}”. Open a number in its profile and comment there.",
    },
    "companies.text": {
        "ru": "комментария нет, или он длиннее {most} знаков. Скажите, что не так с числом и чем это подтвердить.",
        "en": "there is no comment, or it is longer than {most} characters. Tell what is wrong with the number and what shows it.",
    },
    "companies.waiting": {
        "ru": "ответа ждут уже {n} комментариев компании. Дождитесь ответа или заберите лишние.",
        "en": "{n} comments of the company wait for an answer already. Wait for one, or take some back.",
    },
    "companies.answer": {
        "ru": "если комментарий не показывают, компании говорят почему; ответ не длиннее {most} знаков. Напишите ответ.",
        "en": "where a comment is not shown, the company is told why; an answer has at most {most} characters. Write the answer.",
    },
    "companies.withdrawn": {
        "ru": "компания забрала этот комментарий. Обновите страницу.",
        "en": "the company took this comment back. Load the page again.",
    },
    "rating.no_edition": {
        "ru": "у исследования нет редакции без ошибок: неизвестно, кого и по чему оценивать. Сначала загрузите такую.",
        "en": "the study has no edition without faults, so nobody knows whom to rate and by what. Upload one first.",
    },
    "rating.wave": {
        "ru": "волны «{got}» в исследовании нет. Есть: {known}.",
        "en": "the study has no wave “{got}”. There are: {known}.",
    },
    "rating.nothing_to_rate": {
        "ru": "оценивать нечего: уровни ставят по методике со шкалой и рубриками, не опросу, и не больше чем {most} компаниям. Возьмите такое исследование.",
        "en": "there is nothing to rate: levels are given by a method with a scale and rubrics, not by a survey, and to at most {most} companies. Take such a study.",
    },
    "rating.closed": {
        "ru": "оценка закрыта: ничего больше не принимается и не меняется. Для новых уровней начните следующую.",
        "en": "the rating is closed: nothing is taken or changed any more. Begin the next one for new levels.",
    },
    "rating.no_rater": {
        "ru": "{person} не эксперт и не тайный покупатель этого исследования. Сначала дайте роль.",
        "en": "{person} is neither a rater nor a mystery shopper of this study. Give the role first.",
    },
    "rating.not_blind": {
        "ru": "{person} видит результаты исследования по другой роли, а оценивают вслепую. Назовите другого или снимите ту роль.",
        "en": "{person} sees results of the study by another role, and rating is blind. Name somebody else, or take that role away.",
    },
    "rating.many": {
        "ru": "больше {most} сюда не поместится. Снимите лишнее или начните следующую оценку.",
        "en": "no more than {most} fit here. Take some back, or begin the next rating.",
    },
    "rating.unknown": {
        "ru": "в этой оценке нет: {got}. Возьмите коды компаний и метрик с её страницы.",
        "en": "this rating has no {got}. Take the codes of companies and metrics from its page.",
    },
    "rating.not_given": {
        "ru": "компания «{company}» по метрике {metric} вам не поручена. Откройте список порученного.",
        "en": "the company “{company}” by the metric {metric} is not given to you. Open the list of what is.",
    },
    "rating.submitted": {
        "ru": "этот уровень уже сдан и не меняется. Чтобы исправить его, попросите того, кто ведёт оценку, вернуть его.",
        "en": "this level is submitted already and is not changed. To correct it, ask whoever leads the rating to give it back.",
    },
    "rating.step": {
        "ru": "уровня {got} на шкале нет. Выберите один из уровней рубрики.",
        "en": "there is no level {got} on the scale. Choose one of the levels of the rubric.",
    },
    "rating.applies": {
        "ru": "метрика отмечена как неприменимая, а уровень {got} стоит. Уберите что-то одно.",
        "en": "the metric is marked as not applicable, and yet there is a level, {got}. Remove one of the two.",
    },
    "rating.why_not": {
        "ru": "не сказано, почему показатель не оценён. Напишите в примечании, что искали и чего не хватило.",
        "en": "it is not told why this is not assessed. Write in the note what was looked for and what was missing.",
    },
    "rating.note": {
        "ru": "примечание длиннее {most} знаков. Сократите его.",
        "en": "the note is longer than {most} characters. Shorten it.",
    },
    "rating.return_why": {
        "ru": "не сказано, что исправить. Напишите, не длиннее {most} знаков.",
        "en": "it is not told what is to be corrected. Write it, in at most {most} characters.",
    },
    "rating.not_submitted": {
        "ru": "этот уровень не сдан: возвращать нечего. Обновите страницу.",
        "en": "this level is not submitted, so there is nothing to give back. Load the page again.",
    },
    "rating.not_closed": {
        "ru": "оценка ещё идёт. Закройте её, затем переносите уровни.",
        "en": "the rating is not closed yet. Close it, then take the levels over.",
    },
    "rating.folder_form": {
        "ru": "уровни дописывают в таблицу наблюдений, где у каждого своя строка, и в таблицу свидетельств, в CSV или XLSX; в папке они записаны иначе. Загрузите редакцию с такими таблицами.",
        "en": "levels are added to the table of observations with a row for each, and to that of evidence, in CSV or XLSX; the folder has them otherwise. Upload an edition with such tables.",
    },
    "rating.nothing_to_take": {
        "ru": "переносить нечего: новых сданных уровней нет, в папке уже стоит {n}. Дождитесь новых уровней.",
        "en": "there is nothing to take over: no new level is submitted, and {n} stand in the folder already. Wait for new ones.",
    },
    "web.wave_other_method": {
        "ru": "исследование «{code}» не по методике {method}, и волны двух методик не сравнивают. Возьмите другой код.",
        "en": "the study “{code}” is not of the method {method}, and waves of two methods are not compared. Take another code.",
    },
    "web.wave_other_way": {
        "ru": "в исследовании «{code}» на вопросы отвечают иначе: ответы сотрудников и оценки панели в один ряд не "
        "ставятся. Назовите новый код.",
        "en": "in the study “{code}” the questions are answered otherwise: answers of staff and ratings of a panel do "
        "not stand in one series. Give a new code.",
    },
    "web.wave_there": {
        "ru": "волна «{wave}» в исследовании уже есть. Назовите новую иначе.",
        "en": "the study has a wave “{wave}” already. Name the new one otherwise.",
    },
    "voice.not_open": {
        "ru": "опрос закрыт и ответов больше не принимает. Спросите того, кто вас пригласил, будет ли следующий.",
        "en": "the survey is closed and takes no more answers. Ask whoever invited you whether there will be another.",
    },
    "voice.by_invitation": {
        "ru": "на этот опрос отвечают только по личной ссылке из приглашения. Откройте её.",
        "en": "this survey is answered by a personal link alone. Open the one in your invitation.",
    },
    "voice.invite_used": {
        "ru": "по этой ссылке уже ответили, а она на один ответ. Спасибо.",
        "en": "this link has been answered, and it is for one answer. Thank you.",
    },
    "voice.page_old": {
        "ru": "страница открыта слишком давно, и её ключ не подходит. Откройте ссылку на опрос заново.",
        "en": "the page was opened too long ago, and its key does not fit. Open the link of the survey anew.",
    },
    "voice.too_quick": {
        "ru": "ответ пришёл быстрее, чем его мог дать человек. Вернитесь, подождите секунду и отправьте снова.",
        "en": "the answer came quicker than a person can give one. Go back, wait a second and send it again.",
    },
    "voice.other_page": {
        "ru": "сейчас не эта страница. Откройте ссылку на опрос и идите по порядку.",
        "en": "another page comes now. Open the link of the survey and go on from there.",
    },
    "voice.code": {
        "ru": "код «{code}» не подходит: нужны 2–60 строчных латинских букв, цифр и дефисов, по краям без дефиса. Исправьте его.",
        "en": "the code “{code}” will not do: 2 to 60 small Latin letters, digits and hyphens, no hyphen at the ends. Correct it.",
    },
    "voice.code_taken": {
        "ru": "опрос с кодом «{code}» в организации уже есть. Возьмите другой код.",
        "en": "the organisation has a survey with the code “{code}” already. Take another code.",
    },
    "voice.draft_long": {
        "ru": "черновик длиннее {limit} знаков. Разделите опрос.",
        "en": "the draft is longer than {limit} characters. Split the survey.",
    },
    "voice.nothing_new": {
        "ru": "черновик такой же, как последняя версия. Сначала измените его.",
        "en": "the draft is the same as the last version. Change it first.",
    },
    "voice.promise_broken": {
        "ru": "отвечавшим обещана безымянность, и следующая версия не может её отменить. Создайте другой опрос.",
        "en": "those who answered were promised anonymity, and the next version cannot take it back. Make another survey.",
    },
    "voice.promise_lowered": {
        "ru": "отвечавшим обещано, что группы меньше {least} не покажут, а новая версия показывает от {n}. Верните прежнее наименьшее число или создайте другой опрос.",
        "en": "those who answered were promised that no group below {least} is shown, and the new version shows them from {n}. Put the least number back, or make another survey.",
    },
    "voice.another_audience": {
        "ru": "опрос уже задан одним людям, а новая версия обращена к другим. Верните прежнюю аудиторию или создайте другой опрос.",
        "en": "the survey was put to some people, and the new version is for others. Put the audience back, or make another survey.",
    },
    "voice.not_kept": {
        "ru": "ваш ответ НЕ сохранён: на нашей стороне сейчас нельзя ничего записать. Набранное осталось на этой "
        "странице: не закрывайте её и пошлите ответ снова через несколько минут.",
        "en": "your answer was NOT kept: nothing can be written on our side now. What you typed is still on this page: "
        "leave it open and send the answer again in a few minutes.",
    },
    "voice.no_question": {
        "ru": "такого вопроса в опросе нет. Сверьтесь с версией, на которую отвечают, и исправьте код.",
        "en": "the survey has no such question. See the version that is answered and correct the code.",
    },
    "voice.answer_shape": {
        "ru": "ответ на вопрос вида «{kind}» так не передают. Сверьтесь с описанием API и исправьте его.",
        "en": "an answer to a question of the kind {kind} is not sent so. See the description of the API and correct it.",
    },
    "voice.nameless_named": {
        "ru": "опрос безымянный: ответ нельзя принять под именем клиента. Пошлите его без клиента.",
        "en": "the survey is anonymous: an answer under the name of a customer is not taken. Send it without a customer.",
    },
    "voice.nameless_listed": {
        "ru": "опрос безымянный или задан сотрудникам: отдельные ответы не показывают никому. Смотрите итоги.",
        "en": "the survey is anonymous or asks staff: single answers are shown to nobody. See the results.",
    },
    "voice.customer_unknown": {
        "ru": "такого клиента у организации нет. Проверьте код клиента.",
        "en": "the organisation has no such customer. Check the code of the customer.",
    },
    "voice.draft_unfit": {
        "ru": "такое содержание нельзя сохранить: {problem}. Исправьте его и пошлите снова.",
        "en": "such content cannot be kept: {problem}. Correct it and send it again.",
    },
    "voice.no_version": {
        "ru": "открывать нечего: ни одна версия не опубликована. Сначала опубликуйте черновик.",
        "en": "there is nothing to open: no version was published. Publish the draft first.",
    },
    "voice.closed_for_good": {
        "ru": "опрос закрыт насовсем: его итоги уже показаны. Создайте следующий по его образцу.",
        "en": "the survey is closed for good: its results are out. Make the next one after its pattern.",
    },
    "voice.not_open_yet": {
        "ru": "опрос не открыт, закрывать нечего. Откройте его, если он должен принимать ответы.",
        "en": "the survey is not open, so there is nothing to close. Open it if it is to take answers.",
    },
    "web.job_failed": {
        "ru": "задание {job} не выполнено из-за ошибки самой платформы. Повторите; если не поможет, передайте этот номер администратору.",
        "en": "job {job} failed by an error of the platform itself. Try again; if it fails again, give this number to the administrator.",
    },
    "web.job_given_up": {
        "ru": "задание {job} прервано {times} раза подряд и оставлено. Проверьте память и диск рабочего процесса, затем запросите расчёт снова.",
        "en": "job {job} was cut short {times} times in a row and given up. Check the memory and the disk of the worker, then ask for it again.",
    },
    "web.upload_not_zip": {
        "ru": "архив не читается: {problem}. Соберите его заново как обычный ZIP без пароля.",
        "en": "the archive cannot be read: {problem}. Make it again as a plain ZIP without a password.",
    },
    "web.upload_link": {
        "ru": "в архиве ссылка или устройство; допустимы только файлы. Замените ссылку самим файлом.",
        "en": "a link or a device in the archive; only files are taken. Put the file itself in place of the link.",
    },
    "web.upload_locked": {
        "ru": "файл в архиве закрыт паролем; нужен открытый. Соберите архив без пароля.",
        "en": "the file in the archive is locked by a password; it must be open. Make the archive without a password.",
    },
    "web.upload_file_large": {
        "ru": "файл больше {limit} МиБ; это предел. Разделите или сократите его.",
        "en": "the file is over {limit} MiB; that is the limit. Divide or shorten it.",
    },
    "web.upload_too_large": {
        "ru": "файлы вместе больше {limit} МиБ; это предел. Уберите лишние.",
        "en": "the files together are over {limit} MiB; that is the limit. Leave some out.",
    },
    "web.upload_folders": {
        "ru": "файл лежит во вложенной папке или путь ведёт наружу; папка исследования плоская. Положите файл рядом со study.yaml.",
        "en": "the file lies in a folder within, or its path leads outside; a study folder is flat. Put the file beside study.yaml.",
    },
    "web.upload_kind": {
        "ru": "файлы такого вида не принимаются; допустимы {known}. Уберите файл или сохраните его в одном из этих видов.",
        "en": "files of this kind are not taken; known are {known}. Leave it out or save it as one of these.",
    },
    "web.upload_name": {
        "ru": "имя файла пусто, скрыто, непечатаемо или длиннее {limit} знаков. Переименуйте файл.",
        "en": "the name of the file is empty, hidden, unprintable or longer than {limit} characters. Rename the file.",
    },
    "web.upload_twice": {
        "ru": "два файла с одним именем (без учёта регистра); имена должны различаться. Переименуйте один.",
        "en": "two files of one name (letter case aside); names must differ. Rename one of them.",
    },
    "web.upload_empty": {
        "ru": "файлов нет; нужна папка исследования. Выберите архив или study.yaml с таблицами.",
        "en": "there are no files; a study folder is needed. Choose an archive, or study.yaml with its tables.",
    },
    "web.upload_files": {
        "ru": "файлов {n}; предел {limit}. Уберите лишние.",
        "en": "there are {n} files; the limit is {limit}. Leave some out.",
    },
    "web.file_missing": {
        "ru": "файла нет; нужен хотя бы один. Выберите файлы.",
        "en": "there is no file; it takes at least one. Choose files.",
    },
    "web.file_many": {
        "ru": "файлов {n}; за один раз принимается не больше {limit}. Загрузите их частями.",
        "en": "there are {n} files; at most {limit} are taken at a time. Upload them in parts.",
    },
    "web.file_empty": {
        "ru": "файл пуст; нужен файл с содержимым. Сохраните его заново.",
        "en": "the file is empty; it must hold something. Save it again.",
    },
    "web.file_kind": {
        "ru": "файлы такого вида не хранятся; допустимы {known}. Сохраните файл в одном из этих видов.",
        "en": "files of this kind are not kept; known are {known}. Save the file as one of these.",
    },
    "web.file_other_kind": {
        "ru": "содержимое не похоже на {kind}: имя и содержимое должны совпадать, макросы не принимаются. Сохраните файл заново под верным видом.",
        "en": "the content is not what {kind} says: name and content must agree, and macros are not taken. Save the file again as what it is.",
    },
    "web.file_no_room": {
        "ru": "файлы исследования вместе заняли бы больше {limit} ГиБ; это предел. Уберите ненужные.",
        "en": "the files of the study would take over {limit} GiB together; that is the limit. Take away what is not needed.",
    },
    "web.file_opened_wider": {
        "ru": "файл нельзя открыть шире, чем свидетельство {evidence} ({access}). Выберите более узкий доступ.",
        "en": "a file cannot be opened wider than its evidence {evidence} ({access}). Choose a narrower access.",
    },
    "web.study_code": {
        "ru": "код {code} не годится; нужны от 3 до 60 строчных латинских букв, цифр и дефисов. Измените код.",
        "en": "the code {code} will not do; it must be 3 to 60 small Latin letters, digits and hyphens. Change the code.",
    },
    "web.study_taken": {
        "ru": "код {code} уже занят. Выберите другой или добавьте редакцию к тому исследованию.",
        "en": "the code {code} is taken. Choose another, or add an edition to that study.",
    },
    "web.organisation_taken": {
        "ru": "код {code} уже занят другой организацией. Выберите другой.",
        "en": "the code {code} belongs to another organisation already. Choose another.",
    },
    "web.email_taken": {
        "ru": "у этого адреса уже есть учётная запись. Войдите под ней или назовите другой адрес.",
        "en": "this address has an account already. Sign in with it, or name another address.",
    },
    "web.edition_faulty": {
        "ru": "в редакции {n} есть ошибки; рассчитать можно только исправную. Исправьте папку и загрузите её снова.",
        "en": "edition {n} has faults; only a sound one can be computed. Correct the folder and upload it again.",
    },
    "web.changed_meanwhile": {
        "ru": "тем временем это изменил кто-то другой; ваше изменение не записано. Скопируйте введённое, откройте нынешнее состояние и повторите.",
        "en": "somebody else changed this meanwhile; your change was not kept. Copy what you typed, open the current state and repeat.",
    },
    "web.last_administrator": {
        "ru": "это последний администратор платформы; без него ею никто не управляет. Сначала назначьте другого.",
        "en": "this is the last administrator of the platform; without one nobody runs it. Name another first.",
    },
    "web.backup_exists": {
        "ru": "файл «{file}» уже есть, а копия не пишется поверх другой. Назовите новый файл, например с датой.",
        "en": "the file “{file}” exists, and a backup is never written over another. Name a new file, with the date for one.",
    },
    "web.backup_not_written": {
        "ru": "копия «{file}» не записана: {problem}. Освободите место или назовите папку, в которую можно писать.",
        "en": "the backup “{file}” was not written: {problem}. Make room, or name a folder that can be written.",
    },
    "web.backup_file_lost": {
        "ru": "файл «{file}» назван в базе, а на диске его нет; копия не записана. Верните файл из прежней копии или удалите запись о нём.",
        "en": "the database names the file “{file}”, and it is not on the disk; no backup was written. Put the file back from an earlier backup, or remove what names it.",
    },
    "web.backup_damaged": {
        "ru": "копия повреждена или изменена ({problem}); ничего не восстановлено. Возьмите другую копию.",
        "en": "the backup is damaged or was changed ({problem}); nothing was restored. Take another backup.",
    },
    "web.backup_not_empty": {
        "ru": "место не пусто: в базе есть люди или записи, либо в папке {home} есть файлы исследований. Укажите новую базу и новую папку CENTRICITY_HOME.",
        "en": "the place is not empty: the database holds people or entries, or {home} holds files of studies. Name a new database and a new folder CENTRICITY_HOME.",
    },
    "web.backup_other_version": {
        "ru": "копию сделала версия {version} с другим устройством базы. Установите ту версию, восстановите копию, затем обновите.",
        "en": "the backup was made by version {version} with another shape of the database. Install that version, restore, then upgrade.",
    },
    "web.backup_no_room": {
        "ru": "для восстановления нужно {mib} МиБ, а места меньше. Освободите его.",
        "en": "restoring needs {mib} MiB, and there is less. Make room.",
    },
    "web.no_examples": {
        "ru": "примеров здесь нет: они лежат в репозитории и вместе с программой не устанавливаются. Запустите make serve в копии репозитория.",
        "en": "the examples are not here: they stand in the repository and are not installed with the program. Call make serve in a clone of it.",
    },
    "web.invitation_over": {
        "ru": "приглашение уже принято, отозвано или просрочено; оно действует один раз и семь дней. Попросите новое.",
        "en": "the invitation is accepted, withdrawn or too old; it works once and for seven days. Ask for a new one.",
    },
    "web.invitation_unbacked": {
        "ru": "приглашение в администраторы больше не действует: тот, кто его отправил, уже не администратор. Попросите новое у нынешнего администратора.",
        "en": "the invitation to administer does not hold any more: whoever sent it is no administrator now. Ask one of the present administrators for a new one.",
    },
    "web.invitation_of_another": {
        "ru": "приглашение выписано на другой адрес; принять его может только он. Войдите под тем адресом.",
        "en": "the invitation is for another address; that one alone can accept it. Sign in with that address.",
    },
    "web.letter_not_sent": {
        "ru": "письмо не ушло: почтовый сервер не принял его. Приглашение сохранено: проверьте CENTRICITY_EMAIL_URL и отправьте письмо ещё раз.",
        "en": "the letter was not sent: the mail server did not take it. The invitation is kept: check CENTRICITY_EMAIL_URL and send it again.",
    },
    "web.provider_twice": {
        "ru": "код {code} уже занят другим поставщиком; коды различаются. Измените один из них.",
        "en": "the code {code} belongs to another provider already; codes differ. Change one of them.",
    },
    "web.provider_vouches": {
        "ru": "поставщик {code} ручается за адреса, но домены не названы; без них он ручался бы за любой. Назовите domains.",
        "en": "the provider {code} vouches for e-mails, but no domains are named; it would vouch for any. Name domains.",
    },
    "warehouse.twice": {
        "ru": "хранилище «{code}» названо дважды. Дайте второму другой код.",
        "en": "the warehouse “{code}” is named twice. Give the second another code.",
    },
    "warehouse.no_secret": {
        "ru": "переменной окружения {name} нет или она пуста; в ней должен лежать пароль хранилища. Задайте её.",
        "en": "the environment variable {name} is missing or empty; it must hold the warehouse's password. Set it.",
    },
    "warehouse.no_folder": {
        "ru": "папки {folder} нет. Назовите папку с файлами хранилища.",
        "en": "there is no folder {folder}. Name the folder with the warehouse's files.",
    },
    "warehouse.reads_no_files": {
        "ru": "движок хранилища «{code}» файлов не читает. Уберите folder или возьмите duckdb:// или spark://.",
        "en": "the engine of the warehouse “{code}” reads no files. Leave folder out, or take duckdb:// or spark://.",
    },
    "warehouse.unknown": {
        "ru": "хранилища «{code}» у организации нет; есть {known}. Выберите другое или попросите администратора.",
        "en": "the organisation has no warehouse “{code}”; there are {known}. Choose another or ask an administrator.",
    },
    "warehouse.long": {
        "ru": "файл длиннее {most} знаков. Разделите его на несколько.",
        "en": "the file is longer than {most} characters. Part it into several.",
    },
    "warehouse.engine_named": {
        "ru": "файл называет движок, а здесь его задаёт хранилище. Уберите строку engine.",
        "en": "the file names an engine, which here is that of the warehouse. Take the line engine out.",
    },
    "warehouse.outside": {
        "ru": "таблицы «{table}» источника {source} в хранилище быть не может. Назовите таблицу или файл внутри его папки.",
        "en": "the table “{table}” of the source {source} cannot be in the warehouse. Name a table, or a file within its folder.",
    },
    "warehouse.code": {
        "ru": "код «{code}» не подходит: нужны латинские буквы, цифры, дефисы, не больше {most}, и не слово new. Исправьте его.",
        "en": "the code “{code}” will not do: Latin letters, digits, hyphens, {most} at most, and not the word new. Correct it.",
    },
    "warehouse.code_taken": {
        "ru": "сводка с кодом «{code}» уже есть. Возьмите другой.",
        "en": "there is a board of the code “{code}” already. Take another.",
    },
    "web.mailbox_secret": {
        "ru": "переменной окружения {name} нет или она пуста; в ней должен лежать пароль ящика. Задайте её.",
        "en": "the environment variable {name} is missing or empty; it must hold the mailbox's password. Set it.",
    },
    "web.mailbox_bare": {
        "ru": "без шифрования пароль ящика на {host} прочёл бы всякий по пути. Поставьте security: tls или starttls.",
        "en": "without encryption anybody on the way to {host} could read the password. Set security: tls or starttls.",
    },
    "web.mailbox_down": {
        "ru": "ящик {user} на {host} не читается. Проверьте адрес, пароль и папку; письма подождут.",
        "en": "the mailbox {user} at {host} cannot be read. Check its address, password and folder; letters wait there.",
    },
    "web.feedback_no_address": {
        "ru": "e-mail, на который можно отправить ответ, не указан. Ответьте другим путём и сохраните ответ здесь.",
        "en": "no e-mail is known to send the answer to. Answer another way, and keep the answer here.",
    },
    "web.provider_secret": {
        "ru": "переменной окружения {name} нет или она пуста; в ней должен лежать секрет поставщика. Задайте её.",
        "en": "the environment variable {name} is missing or empty; it must hold the provider's secret. Set it.",
    },
    "web.provider_saml": {
        "ru": "для SAML нужны пакеты, которых здесь нет. Установите их: pip install --require-hashes -r requirements-saml.lock.",
        "en": "SAML needs packages that are not here. Install them: pip install --require-hashes -r requirements-saml.lock.",
    },
    "web.token_missing": {
        "ru": "токена нет; нужен заголовок Authorization: Bearer с токеном. Создайте его на странице «Токены API» и передайте.",
        "en": "there is no token; the header Authorization: Bearer with a token is needed. Make a token on the page API tokens and send it.",
    },
    "web.token_refused": {
        "ru": "токен неизвестен, истёк, отозван, или его владелец отключён. Создайте новый токен.",
        "en": "the token is unknown, expired or revoked, or its owner was disabled. Make a new token.",
    },
    "web.token_scope": {
        "ru": "у токена нет разрешения {scope}. Создайте токен с этим разрешением.",
        "en": "this token has no scope {scope}. Make a token that has it.",
    },
    "web.token_unfit": {
        "ru": "токену нужно хотя бы одно известное разрешение и срок от 1 до {limit} дней. Исправьте разрешения или срок.",
        "en": "a token needs at least one known scope and 1 to {limit} days. Correct the scopes or the days.",
    },
    "web.token_many": {
        "ru": "действующих токенов уже {limit}, больше нельзя. Отзовите ненужные.",
        "en": "there are {limit} living tokens already, and no more are allowed. Revoke those you do not need.",
    },
    "web.not_found": {
        "ru": "по этому адресу ничего нет, или он вам не открыт. Проверьте адрес и права владельца токена.",
        "en": "there is nothing at this address, or it is not open to you. Check the address and the rights of the token's owner.",
    },
    "web.not_allowed": {
        "ru": "прав владельца токена на это не хватает. Попросите администратора дать роль, которой это можно.",
        "en": "the rights of the token's owner do not allow this. Ask an administrator for a role that does.",
    },
    "web.not_allowed_here": {
        "ru": "по этому адресу такого действия нет. Возьмите одно из тех, что названы в заголовке Allow.",
        "en": "this address knows no such method. Take one of those that the header Allow names.",
    },
    "web.unreadable": {
        "ru": "запрос не читается. Проверьте тело запроса и его Content-Type.",
        "en": "the request cannot be read. Check its body and its Content-Type.",
    },
    "web.value_unfit": {
        "ru": "значение не подходит: {problem}. Сверьтесь с описанием API и исправьте его.",
        "en": "the value does not fit: {problem}. See the description of the API and correct it.",
    },
    "web.organisation_unknown": {
        "ru": "такой организации нет, или вам нельзя добавлять к ней исследования. Возьмите одну из списка /organisations.",
        "en": "there is no such organisation, or you may not add studies to it. Take one of the list /organisations.",
    },
    "web.place_unknown": {
        "ru": "такого места нет: роль держится на всей платформе (site, без кода), на организации или на исследовании по его коду. Исправьте reach и scope.",
        "en": "there is no such place: a role holds on the whole platform (site, no code), on an organisation or on a study by its code. Correct reach and scope.",
    },
    "web.subject_needed": {
        "ru": "контакту компании нужна компания. Назовите её код, не длиннее 80 знаков.",
        "en": "a company contact needs a company. Name its code, of 80 characters at most.",
    },
    "web.goal_without_study": {
        "ru": "цель ставят исследованию, последняя редакция которого без ошибок. Загрузите такую.",
        "en": "a target is set on a study whose latest edition has no faults. Upload such an edition.",
    },
    "web.goal_subject": {
        "ru": "объекта «{subject}» нет в результатах исследования. Назовите объект из них или не называйте никакого.",
        "en": "there is no subject “{subject}” in the results of the study. Name one of them, or none.",
    },
    "web.email_unfit": {
        "ru": "это не адрес электронной почты. Исправьте его.",
        "en": "this is no e-mail address. Correct it.",
    },
    "web.email_of_another": {
        "ru": "адрес не того человека, которого вы стираете; ничего не стёрто. Проверьте, кого вы выбрали.",
        "en": "the e-mail is not that of the person you erase; nothing was erased. Check whom you chose.",
    },
    "web.no_second_factor": {
        "ru": "у этого человека нет второго фактора. Удалять нечего.",
        "en": "this person has no second factor. There is nothing to remove.",
    },
    "web.second_factor_needed": {
        "ru": "у владельца токена нет второго фактора, а администратору он нужен. Владелец заводит его на своей странице.",
        "en": "the token's owner has no second factor, and administrators need one. The owner sets it up on their own page.",
    },
    "web.body_large": {
        "ru": "тело запроса слишком велико. Уменьшите его или разделите на части.",
        "en": "the body of the request is too large. Make it smaller, or split it.",
    },
    "web.match_needed": {
        "ru": "изменению нужен заголовок If-Match. Прочтите объект и передайте его ETag.",
        "en": "a change needs the header If-Match. Read the object and send its ETag.",
    },
    "web.key_unfit": {
        "ru": "ключ повтора не годится; нужно не больше {limit} печатных знаков. Возьмите, например, UUID.",
        "en": "the idempotency key will not do; it may have at most {limit} printable characters. Take a UUID, for one.",
    },
    "web.key_reused": {
        "ru": "этот ключ повтора уже был у другого запроса. Возьмите для каждого запроса новый ключ.",
        "en": "this idempotency key belongs to another request. Take a new key for every request.",
    },
    "web.key_busy": {
        "ru": "тот же запрос ещё выполняется. Подождите и повторите его с тем же ключом.",
        "en": "the same request is still at work. Wait, and send it again with the same key.",
    },
    "web.key_unanswered": {
        "ru": "запрос с этим ключом начат больше {minutes} минут назад и остался без ответа: скорее всего, он прерван, но мог быть выполнен. Прочитайте то, что он создавал или менял; если этого нет, повторите запрос с новым ключом.",
        "en": "a request with this key was begun more than {minutes} minutes ago and has had no answer: most likely it was cut off, but it may have been done. Read what it was to make or to change; where that is not there, send it again with a new key.",
    },
    "web.too_often": {
        "ru": "запросов больше {limit} в минуту. Повторите через {seconds} с.",
        "en": "there are more than {limit} requests a minute. Try again in {seconds} s.",
    },
    "web.failed": {
        "ru": "запрос не выполнен из-за ошибки самой платформы; ничего не записано наполовину. Повторите позже.",
        "en": "the request failed by an error of the platform itself; nothing was half-written. Try again later.",
    },
    "web.webhook_url": {
        "ru": "этот адрес не годится; нужен https без имени и пароля в адресе. Исправьте адрес.",
        "en": "this address will not do; it must be https, with no name and password in it. Correct the address.",
    },
    "web.webhook_many": {
        "ru": "вебхуков уже {limit}, больше нельзя. Удалите ненужные.",
        "en": "there are {limit} webhooks already, and no more are allowed. End those you do not need.",
    },
    "web.delivery_waits": {
        "ru": "это сообщение ещё отправляется. Дождитесь, чем кончится отправка.",
        "en": "this message is being sent still. Wait until its sending ends.",
    },
    "web.customer_key_unfit": {
        "ru": "«{value}» не годится как ключ «{kind}». Впишите e-mail с @, телефон цифрами или имя системы латиницей и номер в ней.",
        "en": "“{value}” will not do as a key “{kind}”. Write an e-mail with @, a phone in digits, or the name of a system and a number in it.",
    },
    "web.customer_key_taken": {
        "ru": "ключ {kind} {value} есть у другого клиента. Найдите его по этому ключу и объедините двоих или исправьте ключ.",
        "en": "the key {kind} {value} is another customer's. Find that one by the key and merge the two, or correct the key.",
    },
    "web.customer_consent_source": {
        "ru": "не сказано, откуда известно о согласии или отзыве. Впишите источник: договор, форма на сайте, звонок.",
        "en": "it is not said where the consent, or its withdrawal, is from. Write the source: a contract, a form on the website, a call.",
    },
    "web.customer_not_to_contact": {
        "ru": "обращаться к этому клиенту нельзя: он просил не связываться, отозвал согласие или стёрт. Ничего не отправляйте.",
        "en": "this customer must not be contacted: contact was refused, consent withdrawn, or the customer erased. Send nothing.",
    },
    "web.customer_other_channel": {
        "ru": "клиент предпочитает другой канал. Обратитесь по нему или назовите причину.",
        "en": "the customer prefers another channel. Use that one, or give a reason.",
    },
    "web.import_kind": {
        "ru": "годятся только файлы CSV и XLSX. Сохраните таблицу в одном из этих видов.",
        "en": "only CSV and XLSX files will do. Save the table as one of these.",
    },
    "web.import_columns": {
        "ru": "столбцов {n}, можно не больше {limit}. Уберите лишние.",
        "en": "there are {n} columns, no more than {limit} are allowed. Take away those you do not need.",
    },
    "web.import_rows": {
        "ru": "строк {n}, можно не больше {limit}. Разделите файл.",
        "en": "there are {n} rows, no more than {limit} are allowed. Divide the file.",
    },
    "web.import_file_gone": {
        "ru": "файла больше нет: он импортирован или пролежал неделю. Загрузите его снова.",
        "en": "the file is there no more: it was imported or lay for a week. Upload it again.",
    },
    "web.import_twice": {
        "ru": "столбцы {columns} назначены одним и тем же. Оставьте один из них.",
        "en": "the columns {columns} are taken for the same. Keep one of them.",
    },
    "web.import_name": {
        "ru": "у столбца «{column}» не годится имя: для системы — строчные буквы и цифры, для поля — до 40 знаков. Впишите имя.",
        "en": "the name of the column “{column}” will not do: small letters and digits for a system, up to 40 signs for a field. Write a name.",
    },
    "web.import_no_key_column": {
        "ru": "ни один столбец не назначен ключом. Назначьте e-mail, телефон или номер в системе.",
        "en": "no column is taken for a key. Take one for an e-mail, a phone or a number in a system.",
    },
    "web.import_no_at": {
        "ru": "ни один столбец не говорит, когда это было. Назначьте столбец с датой.",
        "en": "no column says when it was. Take one for the date.",
    },
    "web.import_no_event": {
        "ru": "ни один столбец не говорит, что произошло. Назначьте такой столбец.",
        "en": "no column says what happened. Take one for that.",
    },
    "web.import_no_robot": {
        "ru": "столбец говорит, передано ли человеку, но ни один не говорит, начато ли с ассистентом. Назначьте и его.",
        "en": "a column says whether a person took over, but none says whether the assistant began. Take one for that.",
    },
    "web.import_handed_over": {
        "ru": "передано человеку то, что не начато с ассистентом. Отметьте ассистента или уберите передачу.",
        "en": "a person took over what was not begun with the assistant. Mark the assistant, or take the other mark away.",
    },
    "web.handed_over_alone": {
        "ru": "сказано, передано ли человеку, но не сказано, что начато с ассистентом. Передайте и robot: true.",
        "en": "it is said whether a person took over, but not that the assistant began. Send robot: true as well.",
    },
    "web.import_key": {
        "ru": "не годится как ключ: нужен e-mail с @, телефон цифрами или непустой номер. Исправьте значение.",
        "en": "will not do as a key: an e-mail with @, a phone in digits or a number is needed. Correct the value.",
    },
    "web.import_word": {
        "ru": "такое слово здесь не известно; годятся: {known}. Исправьте значение.",
        "en": "no such word is known here; these will do: {known}. Correct the value.",
    },
    "web.import_date": {
        "ru": "это не дата с 1900 по 2200 год; годятся 2026-03-31 и 31.03.2026, со временем 14:05 или без него. Исправьте значение, а если даты нет, оставьте пустым.",
        "en": "this is no date of the years 1900 to 2200; 2026-03-31 and 31.03.2026 will do, with a time as 14:05 or without. Correct the value, or leave it empty where there is none.",
    },
    "web.import_amount": {
        "ru": "это не сумма; годятся 1200,50 и 1200.50. Исправьте значение.",
        "en": "this is no amount; 1200.50 and 1200,50 will do. Correct the value.",
    },
    "web.import_long": {
        "ru": "длиннее {limit} знаков. Сократите значение.",
        "en": "longer than {limit} signs. Shorten the value.",
    },
    "web.import_no_key": {
        "ru": "в строке нет ни одного ключа, клиента не узнать. Впишите ключ или удалите строку.",
        "en": "the row has no key, so the customer cannot be told. Write a key or remove the row.",
    },
    "web.import_missing": {
        "ru": "здесь ничего нет, а без этого строку не записать. Впишите значение.",
        "en": "nothing stands here, and the row cannot be stored without it. Write a value.",
    },
    "web.import_unknown": {
        "ru": "клиента с таким ключом нет. Сначала импортируйте клиентов или отметьте, что их нужно добавить.",
        "en": "there is no customer with this key. Import the customers first, or tick that they are to be added.",
    },
    "web.import_of_two": {
        "ru": "ключи строки — двух разных клиентов. Объедините их или исправьте ключи.",
        "en": "the keys of the row are of two customers. Merge them or correct the keys.",
    },
    "web.customer_same": {
        "ru": "это один и тот же клиент или клиенты разных организаций. Выберите другого.",
        "en": "this is one and the same customer, or customers of two organisations. Choose another.",
    },
    "web.customer_merged_on": {
        "ru": "это объединение уже отменено, или клиента объединили дальше. Сначала отмените более позднее объединение.",
        "en": "this merge is undone already, or the customer was merged on. Undo the later merge first.",
    },
    "web.customer_erased": {
        "ru": "клиент стёрт, его данных больше нет. Отменить объединение нельзя, ничего не делайте.",
        "en": "the customer is erased and its data are gone. The merge cannot be undone; do nothing.",
    },
    "web.customer_unnamed": {
        "en": "the customer has neither a name nor a key. Tell a name, an e-mail, a phone or a number in a system.",
        "ru": "у клиента нет ни имени, ни ключа. Укажите имя, почту, телефон или номер в системе.",
    },
    "web.customer_left_first": {
        "ru": "клиент ушёл раньше, чем пришёл. Исправьте один из двух дней.",
        "en": "the customer left before coming. Correct one of the two days.",
    },
    "web.customer_over": {
        "ru": "этот клиент стёрт или объединён с другим; с ним ничего больше не происходит. Возьмите того, с кем он объединён.",
        "en": "this customer is erased, or merged into another; nothing happens with it any more. Take the one it was merged into.",
    },
    "web.interaction_taken": {
        "ru": "номер {number} есть у события другого клиента. Исправьте номер или клиента.",
        "en": "the number {number} is of something that happened with another customer. Correct the number, or the customer.",
    },
    "web.segment_empty": {
        "ru": "в сегменте нет ни одного правила. Выберите, что и как сравнивать, хотя бы в одном.",
        "en": "the segment has no rule. Choose what is compared, and how, in at least one.",
    },
    "web.segment_rules": {
        "ru": "правил больше {limit}, столько нельзя. Уберите лишние или сделайте два сегмента.",
        "en": "there are more than {limit} rules, which is too many. Take some away, or make two segments.",
    },
    "web.segment_field": {
        "ru": "поля «{field}» нет. Выберите поле из списка или своё, вида fields.имя.",
        "en": "there is no field “{field}”. Choose one of the list, or an own one such as fields.name.",
    },
    "web.segment_operator": {
        "ru": "поле «{field}» так не сравнивают. Выберите одно из: {operators}.",
        "en": "the field “{field}” is not compared so. Choose one of: {operators}.",
    },
    "web.segment_no_value": {
        "ru": "полю «{field}» здесь значение не нужно: известно оно или нет. Оставьте значение пустым.",
        "en": "the field “{field}” takes no value here: it is known or not. Leave the value empty.",
    },
    "web.segment_values": {
        "ru": "у поля «{field}» нет значения или их слишком много. Впишите от одного до {limit}.",
        "en": "the field “{field}” has no value, or too many. Write from one to {limit}.",
    },
    "web.segment_value": {
        "ru": "«{value}» не годится для поля «{field}». Впишите: {expected}.",
        "en": "“{value}” will not do for the field “{field}”. Write: {expected}.",
    },
    "web.segment_days": {
        "ru": "«{value}» не число дней. Впишите целое от 1 до {limit} или оставьте пустым.",
        "en": "“{value}” is no number of days. Write a whole one from 1 to {limit}, or leave it empty.",
    },
    "web.segment_taken": {
        "ru": "сегмент с кодом {code} уже есть. Возьмите другой код или измените тот сегмент.",
        "en": "a segment with the code {code} exists. Take another code, or change that segment.",
    },
    "web.segments_many": {
        "ru": "сегментов уже {limit}, больше нельзя. Измените один из них.",
        "en": "there are {limit} segments, and no more are allowed. Change one of them.",
    },
    "web.segment_used": {
        "ru": "сегмент {code} нужен: {what} «{name}». Уберите его оттуда, потом удалите.",
        "en": "the segment {code} is in use: {what} “{name}”. Take it out there, then delete it.",
    },
    "web.segment_unknown": {
        "ru": "сегмента {code} нет. Возьмите код из списка сегментов.",
        "en": "there is no segment {code}. Take a code of the list of segments.",
    },
    "web.outcome_needed": {
        "ru": "не сказано, чем кончилось; без итога это не закрыть. Напишите, что сделано или почему не сделано.",
        "en": "it is not told what came of it; nothing is closed without an outcome. Write what was done, or why it was not.",
    },
    "web.follow_up_reason_needed": {
        "ru": "не сказано, почему возвращаться к клиенту не нужно; без причины отработку не отзывают. Напишите причину.",
        "en": "it is not told why nobody has to come back; no follow-up is withdrawn without a reason. Write the reason.",
    },
    "web.cause_needed": {
        "ru": "причина не названа; без неё это не закрыть. Выберите причину из списка организации.",
        "en": "no cause is named; nothing is closed without one. Choose a cause of the organisation's list.",
    },
    "web.owner_without_role": {
        "ru": "у этого человека нет подходящей роли в организации. Выберите другого или сначала дайте ему роль.",
        "en": "this person holds no fitting role on the organisation. Choose another, or give the role first.",
    },
    "web.action_ended": {
        "ru": "это действие уже закончено, и его больше не меняют. Заведите новое.",
        "en": "this action has ended and is changed no more. Make a new one.",
    },
    "web.ritual_title_needed": {
        "ru": "ритуал не назван; нужно от 1 до {limit} знаков. Назовите его одной строкой.",
        "en": "the ritual has no title; it takes 1 to {limit} characters. Name it in one line.",
    },
    "web.ritual_day": {
        "ru": "первый день слишком далеко. Назовите день с {first} по {last}.",
        "en": "the first day is too far away. Name one from {first} to {last}.",
    },
    "web.ritual_no_sitting": {
        "ru": "у этого ритуала не назначено следующей встречи. Включите ритуал, смените его дни или выберите другой.",
        "en": "no next sitting of this ritual is planned. Switch it on, change its days, or choose another.",
    },
    "web.excuse_needed": {
        "ru": "не сказано, почему встреча пропущена. Напишите причину.",
        "en": "it is not told why the sitting was missed. Write the reason.",
    },
    "web.sitting_not_missed": {
        "ru": "эта встреча не пропущена: она проведена или ещё впереди. Причину пропуска не указывают.",
        "en": "this sitting was not missed: it was held, or is to come. Tell no reason for it.",
    },
    "web.sitting_not_held": {
        "ru": "эта встреча ещё не проведена. Сначала отметьте, что она была и что из неё вышло.",
        "en": "this sitting was not held yet. First mark that it was, and what came of it.",
    },
    "web.sitting_to_come": {
        "ru": "этот день ещё не наступил. Назовите день, когда встреча прошла.",
        "en": "this day is to come yet. Name the day on which the sitting was held.",
    },
    "web.sitting_nobody": {
        "ru": "не сказано, кто пришёл. Отметьте людей или число гостей; встреча без людей пропущена.",
        "en": "it is not told who came. Mark people or the number of guests; a sitting without anybody was missed.",
    },
    "web.hypothesis_needed": {
        "ru": "не сказано, что должно подтвердиться; нужно от 1 до {limit} знаков. Напишите гипотезу.",
        "en": "it is not told what is to be shown; it takes 1 to {limit} characters. Write the hypothesis.",
    },
    "web.measure_needed": {
        "ru": "мерило должно быть одно: метрика из каталога или слова до 200 знаков. Выберите метрику или опишите мерило словами.",
        "en": "there is to be one measure: a metric of the catalogue, or words of at most 200 characters. Choose a metric, or tell the measure in words.",
    },
    "web.result_needed": {
        "ru": "это действие — эксперимент, и без результата его не закончить. Скажите, подтвердилась ли гипотеза.",
        "en": "this action is an experiment and does not end without a result. Tell whether the hypothesis was confirmed.",
    },
    "web.after_needed": {
        "ru": "не сказано, чему мерило равно после; без этого гипотезу не подтвердить и не отвергнуть. Назовите значение или выберите «неясно».",
        "en": "the value of the measure after is not told; without it a hypothesis is neither confirmed nor not. Name it, or choose “unclear”.",
    },
    "web.value_too_large": {
        "ru": "таких значений не бывает: нужно число от −10¹² до 10¹². Исправьте значение.",
        "en": "there are no such values: a number from −10¹² to 10¹² is needed. Correct the value.",
    },
    "web.incentive_title": {
        "ru": "схема не названа; нужно от 1 до {limit} знаков. Назовите её.",
        "en": "the scheme has no title; it takes 1 to {limit} characters. Name it.",
    },
    "web.incentive_who": {
        "ru": "не сказано, кого поощряют; нужно от 1 до {limit} знаков. Назовите отдел, команду или роль.",
        "en": "it is not told who is rewarded; it takes 1 to {limit} characters. Name a department, a team or a role.",
    },
    "web.incentive_people": {
        "ru": "схема — для группы, в ней от {least} до {most} человек: иначе ответы говорили бы об отдельных людях. Возьмите группу больше.",
        "en": "a scheme is for a group of {least} to {most} people: answers would else speak of single persons. Take a larger group.",
    },
    "web.incentive_least": {
        "ru": "ответов нужно не меньше {least} и не больше {most}. Исправьте наименьшее число ответов.",
        "en": "the fewest answers lie between {least} and {most}. Correct the number.",
    },
    "web.incentive_fall": {
        "ru": "доля ответивших может упасть на 0–100 пунктов. Исправьте границу.",
        "en": "the response rate may fall by 0 to 100 points. Correct the bound.",
    },
    "web.incentive_choice": {
        "ru": "такого срока или канала нет. Выберите из предложенных.",
        "en": "there is no such period or channel. Choose one of those offered.",
    },
    "web.incentive_shares": {
        "ru": "доли продаж и показателей вместе дают {total} %, а нужно 100 %. Исправьте доли.",
        "en": "the shares of sales and metrics make {total}% together, and 100% is needed. Correct the shares.",
    },
    "web.incentive_parts": {
        "ru": "показателей слишком много: в схеме их не больше {most}. Оставьте главные.",
        "en": "there are too many metrics: a scheme has {most} at most. Keep those that matter.",
    },
    "web.incentive_twice": {
        "ru": "один показатель по одним и тем же ответам назван дважды. Оставьте один.",
        "en": "one metric of the same answers is named twice. Keep one of them.",
    },
    "web.incentive_metric": {
        "ru": "показатель {number}: такого нет. Выберите из предложенных.",
        "en": "metric {number}: there is none of that name. Choose one of those offered.",
    },
    "web.incentive_cut": {
        "ru": "показатель {number}: по такой части ответов он не считается. Части есть только у показателей опросов: точка контакта, сегмент, рынок, канал, подразделение.",
        "en": "metric {number}: it is not made of such a part of the answers. Only metrics of surveys have parts: touchpoint, segment, market, channel, department.",
    },
    "web.incentive_share": {
        "ru": "показатель {number}: доля — целое число от 1 до 100. Исправьте долю.",
        "en": "metric {number}: its share is a whole number from 1 to 100. Correct the share.",
    },
    "web.incentive_thresholds": {
        "ru": "показатель {number}: порог и цель лежат от {low} до {high}, и цель лучше порога. Исправьте их.",
        "en": "metric {number}: floor and target lie between {low} and {high}, and the target is better than the floor. Correct them.",
    },
    "web.barrier_needed": {
        "ru": "барьер не описан; нужно от 1 до {limit} знаков. Напишите, что мешает.",
        "en": "the barrier is not described; it takes 1 to {limit} characters. Write what stands in the way.",
    },
    "web.barrier_reason": {
        "ru": "не сказано, почему барьер снижен или принят; нужно от 1 до {limit} знаков. Напишите причину.",
        "en": "it is not told why the barrier is lowered or accepted; it takes 1 to {limit} characters. Write the reason.",
    },
    "web.title_needed": {
        "ru": "не сказано, что нужно сделать; нужно от 1 до {limit} знаков. Напишите это одной строкой.",
        "en": "it is not told what is to be done; it takes 1 to {limit} characters. Write it in one line.",
    },
    "web.feedback_empty": {
        "ru": "текста нет; нужно от 1 до {limit} знаков. Напишите его.",
        "en": "there is no text; it takes 1 to {limit} characters. Write it.",
    },
    "web.feedback_state": {
        "ru": "отзыв сейчас в состоянии «{state}», и так с ним поступить нельзя. Обновите страницу и посмотрите, что уже сделано.",
        "en": "the feedback is in the state “{state}” now, and this cannot be done with it. Load the page again and see what was done.",
    },
    "web.feedback_consent_withdrawn": {
        "ru": "клиент отозвал согласие на обращения. Назовите причину, по которой всё же отвечаете.",
        "en": "the customer took back the consent to be contacted. Give a reason for answering all the same.",
    },
    "web.desk_days": {
        "ru": "срок отработки — от {fewest} до {most} дней. Назовите другое число.",
        "en": "follow-ups are due within {fewest} to {most} days. Name another number.",
    },
    "web.hours_time": {
        "ru": "{time} — не время суток. Напишите часы и минуты от 00:00 до 24:00, например 09:30.",
        "en": "{time} is no time of the day. Write hours and minutes from 00:00 to 24:00, such as 09:30.",
    },
    "web.hours_order": {
        "ru": "работа кончается в {closes}, а начинается в {opens}: конец должен быть позже начала в тот же день. Исправьте время или отметьте «Круглосуточно».",
        "en": "work ends at {closes} and begins at {opens}; it must end later on the same day than it begins. Correct the times, or tick “Round the clock”.",
    },
    "web.hours_weekdays": {
        "ru": "не назван ни один рабочий день недели. Отметьте хотя бы один.",
        "en": "no working day of the week is named. Tick one at least.",
    },
    "web.hours_zone": {
        "ru": "часовой пояс «{zone}» неизвестен. Возьмите имя из базы IANA, например Europe/Moscow.",
        "en": "the time zone “{zone}” is not known. Take a name of the IANA database, such as Europe/Moscow.",
    },
    "web.hours_country": {
        "ru": "праздники страны «{country}» неизвестны. Выберите другую или не выбирайте никакой и назовите выходные сами.",
        "en": "the public holidays of “{country}” are not known. Choose another country, or none and name the days off yourself.",
    },
    "web.hours_day": {
        "ru": "«{day}» — не день. Пишите по одному дню в строке, например 2026-12-31; годы от {first} до {last}.",
        "en": "“{day}” is no day. Write one day a line, such as 2026-12-31; years are from {first} to {last}.",
    },
    "web.hours_many_days": {
        "ru": "названо дней: {n}, а можно не больше {most}. Уберите прошедшие.",
        "en": "{n} days are named, and {most} at most may be. Take those out that are past.",
    },
    "web.hours_both": {
        "ru": "назван и выходным, и рабочим: {days}. Оставьте день в одном списке.",
        "en": "named as a day off and as a working day: {days}. Leave each in one list.",
    },
    "web.hours_never": {
        "ru": "за год вперёд не выходит ни одного рабочего дня. Проверьте дни недели, праздники и выходные.",
        "en": "not a single day of the year to come is worked. Look over the weekdays, the holidays and the days off.",
    },
    "web.do_not_contact": {
        "ru": "этот клиент просил не связываться с ним; ответ не записан. Закройте отзыв с итогом, не отвечая.",
        "en": "this customer asked not to be contacted; the answer was not kept. Close the feedback with an outcome, without answering.",
    },
    "web.follow_up_closed": {
        "ru": "эта отработка уже закрыта. Обновите страницу.",
        "en": "this follow-up is closed already. Load the page again.",
    },
    "web.theme_taken": {
        "ru": "тема с таким названием уже есть. Выберите её или назовите новую иначе.",
        "en": "there is a theme of this title already. Choose it, or name the new one otherwise.",
    },
    "web.way_unknown": {
        "ru": "такого канала нет. Выберите канал из списка.",
        "en": "there is no such channel. Choose one of the list.",
    },
    "web.way_twice": {
        "ru": "канал {channel} назван дважды. Оставьте одну запись.",
        "en": "the channel {channel} is named twice. Leave one of them.",
    },
    "web.way_text": {
        "ru": "название или часы длиннее {limit} знаков или с невидимыми знаками. Напишите короче и в одну строку.",
        "en": "a name or hours have more than {limit} characters, or some that cannot be seen. Write less, in one line.",
    },
    "web.way_address": {
        "ru": "адрес канала не годится. Нужен телефон, e-mail или ссылка https:// не длиннее {limit} знаков, для почты "
        "и офиса — адрес словами.",
        "en": "the address of the channel will not do. Give a phone, an e-mail or an https:// link of at most {limit} "
        "characters; of post and in person, an address in words.",
    },
    "web.cause_taken": {
        "ru": "такая причина уже есть в списке. Выберите её или назовите новую иначе.",
        "en": "this cause is in the list already. Choose it, or name the new one otherwise.",
    },
    "web.form_robot": {
        "ru": "заполнено поле, которое люди не видят, поэтому отзыв не принят. Оставьте его пустым и отправьте ещё раз.",
        "en": "a field was filled in that people do not see, so this was not taken. Leave it empty and send it once more.",
    },
    "web.form_fast": {
        "ru": "форма отправлена быстрее, чем пишут люди, поэтому отзыв не принят. Подождите {seconds} секунды и отправьте ещё раз.",
        "en": "the form was sent faster than people write, so this was not taken. Wait {seconds} seconds and send it once more.",
    },
    "web.form_old": {
        "ru": "форма открыта слишком давно или повреждена, поэтому отзыв не принят. Текст сохранён ниже: отправьте его ещё раз.",
        "en": "the form was opened too long ago or is damaged, so this was not taken. Your text is kept below: send it once more.",
    },
    "web.form_often": {
        "ru": "с этого адреса пришло больше {limit} отзывов за {minutes} минут; это предел. Подождите и отправьте ещё раз.",
        "en": "more than {limit} messages came from this address within {minutes} minutes; that is the limit. Wait, then send it once more.",
    },
    "web.customer_unknown": {
        "ru": "такого клиента у организации нет; нужен код из списка клиентов. Проверьте его или оставьте пустым.",
        "en": "the organisation has no such customer; it takes a code of its list of customers. Check it, or leave it empty.",
    },
    "web.edge_unknown": {
        "ru": "такой пары отделов среди показанных нет. Возьмите пару из edges разбора по отделам.",
        "en": "no such pair of departments is shown. Take one of the edges of the analysis of departments.",
    },
    "web.barrier_unknown": {
        "ru": "такого барьера у организации нет; нужны номера из списка барьеров. Проверьте их.",
        "en": "the organisation has no such barrier; it takes numbers of its list of barriers. Check them.",
    },
    "web.option_unknown": {
        "ru": "такого варианта среди показанных в итогах нет. Возьмите вопрос и вариант из итогов опроса.",
        "en": "no such option is shown in the results. Take a question and an option of the survey's results.",
    },
    "web.theme_unknown": {
        "ru": "такой темы у организации нет; нужен номер из списка тем. Проверьте его или оставьте пустым.",
        "en": "the organisation has no such theme; it takes a number of its list of themes. Check it, or leave it empty.",
    },
    "web.import_no_text": {
        "ru": "ни один столбец не назначен текстом. Назначьте столбец с тем, что сказали.",
        "en": "no column is taken for the text. Take the one that holds what was said.",
    },
    "web.import_target": {
        "ru": "столбец «{column}» назначен «{got}», а такого нет; есть: {known}. Исправьте назначение.",
        "en": "the column “{column}” is taken for “{got}”, and there is no such thing; there are: {known}. Correct it.",
    },
    "web.import_theme": {
        "ru": "темы «{got}» у организации нет; есть: {known}. Заведите её или уберите столбец.",
        "en": "the organisation has no theme “{got}”; it has: {known}. Make it, or leave the column out.",
    },
    "web.import_mapping": {
        "ru": "назначение столбцов не прочесть: нужен объект JSON, в нём по заголовку — что в столбце. Исправьте его.",
        "en": "what the columns hold cannot be read: it must be a JSON object, for each header what the column holds. Correct it.",
    },
    "web.import_no_column": {
        "ru": "столбца «{got}» в таблице нет; есть: {known}. Исправьте назначение.",
        "en": "the table has no column “{got}”; it has: {known}. Correct what the columns hold.",
    },
    "web.import_large": {
        "ru": "таблица больше 5 МБ или {rows} строк; это предел. Разделите её.",
        "en": "the table is over 5 MB or {rows} rows; that is the limit. Split it.",
    },
    "web.import_empty": {
        "ru": "в таблице нет ни одной строки с данными; нужна хотя бы одна. Проверьте файл.",
        "en": "the table has no row of data; it takes one at least. Check the file.",
    },
    "web.import_csv": {
        "ru": "таблица CSV повреждена ({problem}); кавычки должны быть парными. Сохраните её заново.",
        "en": "the CSV table is damaged ({problem}); quotes must come in pairs. Save it anew.",
    },
    "web.import_blank": {
        "ru": "текста нет; он нужен в каждой строке. Впишите его или уберите строку.",
        "en": "there is no text; every row needs one. Write it, or take the row away.",
    },
    "web.import_choice": {
        "ru": "значение «{got}» не годится; годятся: {known}. Исправьте его или оставьте пустым.",
        "en": "the value “{got}” will not do; known are: {known}. Correct it, or leave it empty.",
    },
    "web.import_moment": {
        "ru": "«{got}» не день и не время; нужно, например, 2026-05-31 или 2026-05-31T14:30Z. Исправьте.",
        "en": "“{got}” is no day or time; it must be like 2026-05-31 or 2026-05-31T14:30Z. Correct it.",
    },
    "web.import_future": {
        "ru": "«{got}» ещё не наступило; отзыв не бывает из будущего. Исправьте.",
        "en": "“{got}” is yet to come; feedback is not of the future. Correct it.",
    },
    "web.import_sheets": {
        "ru": "в книге несколько листов с данными: {known}. Впишите название листа, который нужно взять.",
        "en": "the workbook has several sheets that hold something: {known}. Write the name of the one to take.",
    },
    "web.import_no_sheet": {
        "ru": "листа «{got}» в книге нет; есть: {known}. Исправьте название или оставьте поле пустым, если лист один.",
        "en": "the workbook has no sheet “{got}”; it has: {known}. Correct the name, or leave it empty where there is one sheet.",
    },
    "web.import_formula": {
        "ru": "вместо значения здесь ошибка формулы {got}; нужно значение. Исправьте формулу или впишите значение.",
        "en": "instead of a value there is {got}, the error of a formula; a value is needed. Correct the formula, or write the value.",
    },
    "web.goal_no_base": {
        "ru": "у показателя нет числа, от которого отсчитать цель: в этом и прошлом месяце меньше {least} ответов, или панель их скрывает. Дождитесь ответов.",
        "en": "the metric has no number to tell a target from: this month and the last have fewer than {least} answers, or the dashboard withholds them. Wait for answers.",
    },
    "web.goal_percent": {
        "ru": "процент от {base} ничего не значит: база не больше нуля. Назовите цель в пунктах.",
        "en": "a percentage of {base} means nothing: the base is not above zero. Tell the target in points.",
    },
    "web.goal_range": {
        "ru": "цель выходит {value}, а показатель бывает от {low} до {high}. Назовите другое изменение.",
        "en": "the target comes to {value}, and the metric runs from {low} to {high}. Tell another change.",
    },
    "web.goal_amount": {
        "ru": "изменение — число, кроме нуля, и знаков после запятой не больше {decimals}. Исправьте его.",
        "en": "a change is a number other than zero, with {decimals} decimals at most. Correct it.",
    },
    "web.goal_due": {
        "ru": "срок {due} уже прошёл или дальше, чем через двадцать лет. Назовите день впереди.",
        "en": "the day {due} is past, or more than twenty years ahead. Name a day to come.",
    },
    "web.goal_taken": {
        "ru": "цель для этого показателя и этой части ответов уже поставлена. Измените её или снимите.",
        "en": "this metric has a target already, of these answers. Change it, or drop it.",
    },
    "web.watch_metric": {
        "ru": "такого показателя на панели нет; есть {known}. Выберите один из них.",
        "en": "the dashboard has no such metric; there are {known}. Choose one of them.",
    },
    "web.watch_part": {
        "ru": "такой части ответов у показателя нет: следить можно за группой, в которой уже кто-то ответил, а за сегментом по правилам нельзя: его состав меняется сам. Выберите другую.",
        "en": "the metric has no such part of the answers: a group can be watched once somebody answered in it, and a segment of rules cannot: who is in it changes by itself. Choose another.",
    },
    "web.watch_bound": {
        "ru": "граница бывает нижней (at_least) или верхней (at_most). Выберите одну.",
        "en": "a bound is a lower one (at_least) or an upper one (at_most). Choose one.",
    },
    "web.watch_value": {
        "ru": "показатель бывает от {low} до {high}; у границы не больше {decimals} знаков после запятой. Исправьте её.",
        "en": "the metric runs from {low} to {high}; a bound has {decimals} decimals at most. Correct it.",
    },
    "web.watch_least": {
        "ru": "ответов нужно от 1 до {most}. Исправьте число.",
        "en": "it takes from 1 to {most} answers. Correct the number.",
    },
    "web.watch_taken": {
        "ru": "за этим числом с этой границей уже следят. Измените то, что есть, или выберите другую границу.",
        "en": "this number is watched with this bound already. Change the watch there is, or choose another bound.",
    },
    "web.watches_many": {
        "ru": "чисел под наблюдением уже {limit}, больше организация не держит. Снимите наблюдение, которое не нужно.",
        "en": "there are {limit} watched numbers already, the most of an organisation. Take away a watch that is not needed.",
    },
    "web.view_name": {
        "ru": "у вида нет имени, или оно длиннее {limit} знаков; имя нужно, чтобы найти его потом. Назовите вид.",
        "en": "the view has no name, or one of over {limit} letters; it takes one to be found by. Name it.",
    },
    "web.view_taken": {
        "ru": "вид с таким именем у вас уже есть; имена не повторяются. Выберите другое.",
        "en": "you keep a view of that name already; names are not used twice. Choose another.",
    },
    "web.view_page": {
        "ru": "такой страницы у панели нет; вид бывает у панели или у показателя. Откройте страницу и сохраните вид с неё.",
        "en": "the dashboard has no such page; a view is of the dashboard or of a metric. Open the page, and keep the view from there.",
    },
    "web.views_many": {
        "ru": "у вас уже {limit} видов; это предел. Удалите ненужные.",
        "en": "you keep {limit} views already; that is the limit. Take away those you do not need.",
    },
    "web.moves_first_wave": {
        "ru": "волны раньше {wave} в исследовании нет. Добавьте следующую волну, и сравнение появится.",
        "en": "the study has no wave before {wave}. Add the next wave, and they are compared.",
    },
    "web.moves_not_there": {
        "ru": "компании не было в волне {wave}, или её балл там неизвестен. Сравнение появится со следующей волной.",
        "en": "the company was not in the wave {wave}, or has no score there. They are compared from the next wave on.",
    },
    "web.moves_compute_again": {
        "ru": "результаты посчитаны прежней версией платформы, которая сдвигов не хранила. Пересчитайте издание.",
        "en": "the results are of an earlier version of the platform, which kept no shifts. Compute the edition again.",
    },
    "web.us_unknown": {
        "ru": "такой компании в исследовании нет; нужна одна из тех, что в нём измерены. Выберите её из списка.",
        "en": "the study has no such company; it takes one that is measured in it. Choose one from the list.",
    },
    "client.unreachable": {
        "ru": "платформа {url} не отвечает: {problem}. Проверьте адрес и сеть и повторите.",
        "en": "the platform {url} does not answer: {problem}. Check the address and the network, and try again.",
    },
    "client.answer": {
        "ru": "платформа ответила {status}: {problem}. Проверьте адрес платформы и повторите позже.",
        "en": "the platform answered {status}: {problem}. Check its address, and try again later.",
    },
    "client.url": {
        "ru": "адрес {url} не годится: ключ ушёл бы незащищённым; нужен https или http этой же машины. Исправьте адрес.",
        "en": "the address {url} will not do: the token would travel unprotected; it must be https, or http of this machine. Correct the address.",
    },
    "client.folder": {
        "ru": "такой папки нет; нужна папка исследования. Проверьте путь.",
        "en": "there is no such folder; a study folder is needed. Check the path.",
    },
    "client.organisation": {
        "ru": "неясно, чьё это исследование; организации, куда можно добавлять: {known}. Назовите одну в organisation.",
        "en": "it is unclear whose study this is; organisations you may add to: {known}. Name one as organisation.",
    },
    "client.token": {
        "ru": "такого токена не бывает: в нём пробелы или недопустимые знаки. Скопируйте его со страницы «Токены API» целиком.",
        "en": "this is no token: it has spaces or letters that none has. Copy it whole from the page “API tokens”.",
    },
    "client.operation": {
        "ru": "действия {name} на платформе нет; похожие: {near}. Исправьте имя; все действия даёт operations().",
        "en": "the platform has no operation {name}; near it: {near}. Correct the name; operations() gives them all.",
    },
    "client.unknown": {
        "ru": "параметра {name} здесь нет; есть {near}. Исправьте вызов: {operation}.",
        "en": "there is no parameter {name}; there is {near}. Correct the call: {operation}.",
    },
    "client.missing": {
        "ru": "не хватает {name}. Дополните вызов: {operation}.",
        "en": "{name} is missing. Add it to the call: {operation}.",
    },
    "client.value": {
        "ru": "значение {got} у {name} не годится; нужно: {wanted}. Исправьте вызов: {operation}.",
        "en": "the value {got} of {name} will not do; it takes {wanted}. Correct the call: {operation}.",
    },
    "client.expected": {
        "ru": "не сказано, что меняется: в expected нужно то, что прочитано, или его etag. Прочитайте и передайте: {operation}.",
        "en": "it is not told what is changed: expected takes what was read, or its etag. Read it and pass it on: {operation}.",
    },
    "client.no_listing": {
        "ru": "действие {operation} — не список. Вызовите его через call.",
        "en": "the operation {operation} gives no listing. Ask for it with call.",
    },
    "client.description": {
        "ru": "описание API платформы {url} не прочитать: {problem}. Проверьте, что это адрес платформы.",
        "en": "the description of the API of {url} cannot be read: {problem}. Check that it is the address of a platform.",
    },
    "client.unreadable": {
        "ru": "ответ платформы на {operation} не прочитать: {problem}. Повторите позже; если не поможет, скажите администратору.",
        "en": "the platform's answer to {operation} cannot be read: {problem}. Try again later; if it does not help, tell the administrator.",
    },
    "client.large": {
        "ru": "ответ платформы больше {limit} МиБ; столько в памяти не держат. Файл запишите на диск через save, список читайте через every.",
        "en": "the platform's answer is over {limit} MiB, which is not held in memory. Write a file to the disk with save, read a listing with every.",
    },
    "client.file": {
        "ru": "такого файла нет; его нужно отправить. Проверьте путь.",
        "en": "there is no such file; it is to be sent. Check the path.",
    },
    "client.files_large": {
        "ru": "файлы занимают {size} МиБ; вместе отправляется не больше {limit} МиБ. Отправьте их частями.",
        "en": "the files take {size} MiB; at most {limit} MiB are sent together. Send them in parts.",
    },
    "client.job": {
        "ru": "задание не выполнено; причина не названа. Посмотрите его на платформе и попросите снова.",
        "en": "the job failed; no reason is told. Look at it on the platform, and ask again.",
    },
    "client.column": {
        "ru": "столбца {name} у клиентов нет; есть {near}. Переименуйте его или назовите в keys или fields.",
        "en": "customers have no column {name}; they have {near}. Rename it, or name it in keys or fields.",
    },
    "client.no_column": {
        "ru": "столбца {name} в таблице нет; есть {columns}. Исправьте keys или fields.",
        "en": "the table has no column {name}; it has {columns}. Correct keys or fields.",
    },
    "client.no_key": {
        "ru": "не сказано, по чему узнавать клиентов; без этого каждый раз добавлялись бы новые. Назовите столбцы в keys.",
        "en": "it is not told what customers are known by; without it they would be added anew each time. Name columns in keys.",
    },
}
