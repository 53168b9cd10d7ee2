package dev.beadle.server.cli;

import dev.beadle.server.model.Permission;
import dev.beadle.v1.GetPermissionMatrixResponse;
import dev.beadle.v1.MatrixCell;
import dev.beadle.v1.MatrixRole;
import dev.beadle.v1.MatrixRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A matrix as a table for people, page after page. Confined to one thread. */
final class MatrixText {
  private static final int NARROWEST = 3;

  private int nameWidth;
  private boolean hasHead;

  /** The lines of a page; those of the first begin with the roles. */
  List<String> linesOf(GetPermissionMatrixResponse page) {
    List<String> lines = new ArrayList<>();
    if (!hasHead) {
      hasHead = true;
      nameWidth =
          page.getRowsList().stream().mapToInt(row -> row.getCapability().length()).max().orElse(0);
      lines.add(line("", page.getRolesList(), MatrixText::nameOf));
      lines.add(line("", page.getRolesList(), MatrixText::holdersOf));
    }
    for (MatrixRow row : page.getRowsList()) {
      var line = new StringBuilder(padded(row.getCapability(), nameWidth));
      for (int column = 0; column < row.getCellsCount(); column++) {
        MatrixRole role = page.getRoles(column);
        boolean hasStandard = !role.getRole().getArchetype().isEmpty();
        line.append("  ").append(padded(wordOf(row.getCells(column), hasStandard), widthOf(role)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private String line(String first, List<MatrixRole> roles, Function<MatrixRole, String> text) {
    var line = new StringBuilder(padded(first, nameWidth));
    roles.forEach(role -> line.append("  ").append(padded(text.apply(role), widthOf(role))));
    return line.toString().stripTrailing();
  }

  private static int widthOf(MatrixRole role) {
    return Math.max(NARROWEST, Math.max(nameOf(role).length(), holdersOf(role).length()));
  }

  private static String nameOf(MatrixRole role) {
    String shortName = role.getRole().getShortName();
    return shortName.isEmpty() ? Long.toString(role.getRole().getId()) : shortName;
  }

  private static String holdersOf(MatrixRole role) {
    return role.getEverybody() ? "all" : Long.toString(role.getHolderCount());
  }

  private static String wordOf(MatrixCell cell, boolean hasStandard) {
    String word = cell.getDecidedIn() == 0 && !cell.getIsStored() ? "." : letterOf(cell);
    boolean differs = hasStandard && cell.getEffective() != cell.getStandard();
    return word + (cell.getIsStored() ? "*" : "") + (differs ? "!" : "");
  }

  private static String letterOf(MatrixCell cell) {
    if (!Permission.isRegular(cell.getEffective())) {
      return Long.toString(cell.getEffective());
    }
    return switch (Permission.ofStored(cell.getEffective())) {
      case ALLOW -> "A";
      case PREVENT -> "V";
      case PROHIBIT -> "X";
    };
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
