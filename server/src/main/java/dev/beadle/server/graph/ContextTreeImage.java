package dev.beadle.server.graph;

import dev.beadle.server.graph.ContextTree.Irregularity;
import dev.beadle.server.graph.ContextTree.StoredRow;
import dev.beadle.server.graph.column.IdIndex;
import dev.beadle.server.graph.column.IntColumn;
import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import dev.beadle.server.graph.image.MalformedImageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a {@link ContextTree} goes into an image and comes back. Stateless. */
final class ContextTreeImage {
  private static final int MISSING = 0;
  private static final int PATHLESS = 1;
  private static final int DEPTH_ZERO = 2;
  private static final int MISPLACED = 3;
  private static final int GHOST = 4;

  private ContextTreeImage() {}

  static void write(ContextTree tree, ImageWriter image) {
    ContextTreeBuilder.Parts parts = tree.parts();
    parts.ordinalOfId().write(image);
    image.number(parts.ordinalOfInstance().size());
    parts
        .ordinalOfInstance()
        .forEach((level, ordinals) -> {
          image.number(level);
          ordinals.write(image);
        });
    parts.links().write(image);
    parts.ids().write(image);
    parts.levels().write(image);
    parts.instanceIds().write(image);
    parts.irregularities().write(image, ContextTreeImage::writeIrregularity);
    parts.oddRows().write(image, ContextTreeImage::writeOddRow);
    parts.children().write(image);
    writeDamage(parts.damage(), image);
    image.number(parts.system());
    image.number(parts.lockedCount());
  }

  static ContextTree read(ImageReader image) {
    return new ContextTree(
        new ContextTreeBuilder.Parts(
            IdIndex.read(image),
            readOrdinalsOfInstances(image),
            IntColumn.read(image),
            LongColumn.read(image),
            LongColumn.read(image),
            LongColumn.read(image),
            RefColumn.read(image, ContextTreeImage::readIrregularity),
            RefColumn.read(image, ContextTreeImage::readOddRow),
            SortedLongs.read(image),
            readDamage(image),
            image.smallNumber(),
            image.smallNumber()));
  }

  private static Map<Integer, IdIndex> readOrdinalsOfInstances(ImageReader image) {
    Map<Integer, IdIndex> ordinals = new HashMap<>();
    for (int i = image.length(); i > 0; i--) {
      ordinals.put(image.smallNumber(), IdIndex.read(image));
    }
    return ordinals;
  }

  private static void writeIrregularity(Irregularity irregularity, ImageWriter image) {
    switch (irregularity) {
      case Irregularity.Missing() -> image.number(MISSING);
      case Irregularity.Pathless() -> image.number(PATHLESS);
      case Irregularity.DepthZero() -> image.number(DEPTH_ZERO);
      case Irregularity.Misplaced(int node, boolean rooted) -> {
        image.number(MISPLACED);
        image.number(node);
        image.flag(rooted);
      }
      case Irregularity.Ghost(long id) -> {
        image.number(GHOST);
        image.number(id);
      }
    }
  }

  private static Irregularity readIrregularity(ImageReader image) {
    int kind = image.smallNumber();
    return switch (kind) {
      case MISSING -> new Irregularity.Missing();
      case PATHLESS -> new Irregularity.Pathless();
      case DEPTH_ZERO -> new Irregularity.DepthZero();
      case MISPLACED -> new Irregularity.Misplaced(image.smallNumber(), image.flag());
      case GHOST -> new Irregularity.Ghost(image.number());
      default -> throw new MalformedImageException("an irregularity of kind " + kind);
    };
  }

  private static void writeOddRow(StoredRow row, ImageWriter image) {
    image.text(row.path());
    image.number(row.depth());
    image.flag(row.locked());
  }

  private static StoredRow readOddRow(ImageReader image) {
    return new StoredRow(image.text(), image.number(), image.flag());
  }

  private static void writeDamage(TreeDamage damage, ImageWriter image) {
    image.number(damage.ids().size());
    damage.ids().forEach(image::number);
    image.number(damage.places().size());
    damage.places().forEach(image::number);
    image.flag(damage.bakesLocks());
  }

  private static TreeDamage readDamage(ImageReader image) {
    Set<Long> ids = new HashSet<>();
    for (int i = image.length(); i > 0; i--) {
      ids.add(image.number());
    }
    List<Integer> places = new ArrayList<>();
    for (int i = image.length(); i > 0; i--) {
      places.add(image.smallNumber());
    }
    return new TreeDamage(ids, places, image.flag());
  }
}
