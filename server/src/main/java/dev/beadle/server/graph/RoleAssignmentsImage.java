package dev.beadle.server.graph;

import dev.beadle.server.graph.RoleAssignments.Details;
import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;

/** How {@link RoleAssignments} go into an image and come back. Stateless. */
final class RoleAssignmentsImage {
  private RoleAssignmentsImage() {}

  static void write(RoleAssignments assignments, ImageWriter image) {
    RoleAssignments.Parts parts = assignments.parts();
    parts.blocks().write(image, (block, to) -> to.ints(block));
    parts.details().write(image, RoleAssignmentsImage::writeDetails);
    parts.components().write(image);
    parts.byContext().write(image);
    parts.timed().write(image);
    image.number(parts.rowCount());
    image.number(parts.epochSecond());
  }

  static RoleAssignments read(ImageReader image) {
    return new RoleAssignments(
        new RoleAssignments.Parts(
            RefColumn.read(image, ImageReader::ints),
            RefColumn.read(image, RoleAssignmentsImage::readDetails),
            ComponentNames.read(image),
            SortedLongs.read(image),
            TimedAssignments.read(image),
            image.number(),
            image.number()));
  }

  private static void writeDetails(Details details, ImageWriter image) {
    details.rowIds().write(image);
    details.components().write(image);
    details.itemIds().write(image);
    LongColumn contextsOfRows = details.contextsOfRows();
    image.flag(contextsOfRows != null);
    if (contextsOfRows != null) {
      contextsOfRows.write(image);
    }
  }

  private static Details readDetails(ImageReader image) {
    return new Details(
        LongColumn.read(image),
        LongColumn.read(image),
        LongColumn.read(image),
        image.flag() ? LongColumn.read(image) : null);
  }
}
