package dev.beadle.server.graph;

import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * A snapshot as its arrays lie in memory, so that it is back without a look at any row. Only the
 * very code that wrote an image can read it: nothing in it says what it means. Stateless.
 *
 * <p>Cost: that of copying as many bytes as {@link PolicySnapshot#sizesInBytes} counts.
 */
public final class SnapshotImage {
  private SnapshotImage() {}

  /** Writes a snapshot; the caller finishes the image. */
  public static void write(PolicySnapshot snapshot, ImageWriter image) {
    image.text(snapshot.revisionToken());
    ContextTreeImage.write(snapshot.contexts(), image);
    snapshot.capabilities().write(image);
    snapshot.roles().write(image);
    RoleDefinitionsImage.write(snapshot.definitions(), image);
    RoleAssignmentsImage.write(snapshot.assignments(), image);
    snapshot.users().write(image);
    snapshot.settings().write(image);
    writeSpecialRoles(snapshot.specialRoles(), image);
    for (SiteTable table : SiteTable.values()) {
      if (!table.isReadByChecks()) {
        snapshot.relation(table).write(image);
      }
    }
    snapshot.lastIds().write(image);
  }

  /**
   * Reads what {@link #write} wrote: the same facts, which count as of the same second.
   *
   * @param readAt what the snapshot is to say of when it was read
   */
  public static PolicySnapshot read(ImageReader image, Instant readAt) {
    Revision revision = Revision.parse(image.text());
    return new PolicySnapshot(
        revision,
        readAt,
        new PolicySnapshot.Parts(
            ContextTreeImage.read(image),
            CapabilityCatalog.read(image),
            RoleCatalog.read(image),
            RoleDefinitionsImage.read(image),
            RoleAssignmentsImage.read(image),
            UserDirectory.read(image),
            SiteSettings.read(image),
            readSpecialRoles(image),
            readRelations(image),
            LastIds.read(image)));
  }

  private static void writeSpecialRoles(SpecialRoles roles, ImageWriter image) {
    image.number(roles.defaultUser());
    image.number(roles.frontPage());
    image.number(roles.guest());
    image.number(roles.notLoggedIn());
    image.number(roles.frontPageContext());
  }

  private static SpecialRoles readSpecialRoles(ImageReader image) {
    return new SpecialRoles(
        image.smallNumber(),
        image.smallNumber(),
        image.smallNumber(),
        image.smallNumber(),
        image.smallNumber());
  }

  private static Map<SiteTable, Relation> readRelations(ImageReader image) {
    Map<SiteTable, Relation> relations = new EnumMap<>(SiteTable.class);
    for (SiteTable table : SiteTable.values()) {
      if (!table.isReadByChecks()) {
        relations.put(table, Relation.read(table, image));
      }
    }
    return relations;
  }
}
