package dev.beadle.server.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of a site while it is drawn, in the shape of an export. Confined to one thread. */
final class RandomTables {

  /** Table and columns, as in the datasets of the oracle. */
  private static final List<String> SCHEMA =
      List.of(
          "block_instances id,blockname,parentcontextid,pagetypepattern",
          "capabilities id,name,captype,contextlevel,component,riskbitmask",
          "config name,value",
          "context id,contextlevel,instanceid,path,depth,locked",
          "course id,category,shortname,visible,groupmode,groupmodeforce,defaultgroupingid",
          "course_categories id,parent,visible,depth,path",
          "course_modules"
              + " id,course,module,instance,visible,groupmode,groupingid,deletioninprogress",
          "enrol id,enrol,status,courseid,sortorder,roleid,enrolstartdate,enrolenddate,password",
          "groupings id,courseid,name",
          "groupings_groups id,groupingid,groupid",
          "groups id,courseid,name,visibility,participation",
          "groups_members id,groupid,userid",
          "modules id,name,visible",
          "role id,name,shortname,sortorder,archetype",
          "role_allow_assign id,roleid,allowassign",
          "role_allow_override id,roleid,allowoverride",
          "role_allow_switch id,roleid,allowswitch",
          "role_allow_view id,roleid,allowview",
          "role_assignments id,roleid,contextid,userid,component,itemid",
          "role_capabilities id,contextid,roleid,capability,permission",
          "role_context_levels id,roleid,contextlevel",
          "role_names id,roleid,contextid,name",
          "user id,username,deleted,suspended,confirmed,auth,mnethostid",
          "user_enrolments id,status,enrolid,userid,timestart,timeend");

  private final Map<String, List<String>> columns = new LinkedHashMap<>();
  private final Map<String, List<Map<String, String>>> rows = new LinkedHashMap<>();
  private final Map<String, Long> lastIds = new LinkedHashMap<>();
  private final Chance chance;

  RandomTables(Chance chance) {
    this.chance = chance;
    for (String line : SCHEMA) {
      String table = line.substring(0, line.indexOf(' '));
      columns.put(table, List.of(line.substring(line.indexOf(' ') + 1).split(",", -1)));
      rows.put(table, new ArrayList<>());
    }
  }

  /** An unused id of the table: growing, with a gap now and then, as deletions leave them. */
  long nextId(String table) {
    int step = chance.oneIn(5) ? chance.between(2, 6) : 1;
    return lastIds.merge(table, (long) step, Long::sum);
  }

  /** Adds a row: the values in the order of the table's columns, the id included. */
  void add(String table, Object... values) {
    List<String> names = columnsOf(table);
    if (names.size() != values.length) {
      throw new IllegalArgumentException(table + " has the columns " + names);
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int index = 0; index < values.length; index++) {
      row.put(names.get(index), values[index].toString());
    }
    rowsOf(rows, table).add(row);
  }

  List<Long> ids(String table) {
    return rowsOf(rows, table).stream().map(row -> Long.valueOf(text(row, "id"))).toList();
  }

  List<String> texts(String table, String column) {
    return rowsOf(rows, table).stream().map(row -> text(row, column)).toList();
  }

  /** The tables themselves, not a copy: table name to rows, column to text. */
  Map<String, List<Map<String, String>>> tables() {
    return rows;
  }

  static List<Map<String, String>> rowsOf(
      Map<String, List<Map<String, String>>> tables, String table) {
    List<Map<String, String>> rows = tables.get(table);
    if (rows == null) {
      throw new IllegalArgumentException("no table " + table);
    }
    return rows;
  }

  static String text(Map<String, String> row, String column) {
    String text = row.get(column);
    if (text == null) {
      throw new IllegalArgumentException("no column " + column + " in " + row);
    }
    return text;
  }

  private List<String> columnsOf(String table) {
    List<String> names = columns.get(table);
    if (names == null) {
      throw new IllegalArgumentException("no table " + table);
    }
    return names;
  }
}
