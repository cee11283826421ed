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
}
