package dev.beadle.server.grpc.search;

import dev.beadle.server.admin.PermissionChoice;
import dev.beadle.server.admin.StandardDefinitions;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.search.roles.ArchetypeDefaults;
import java.util.HashMap;
import java.util.Map;

/**
 * What archetypes get as their standard on a site, of what comes with the product. Found once for
 * each archetype that is asked for; confined to one call.
 */
final class StandardPermissions implements ArchetypeDefaults {
  private final CapabilityCatalog catalog;
  private final Map<String, Map<String, PermissionChoice>> ofArchetypes = new HashMap<>();

  StandardPermissions(CapabilityCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public long permissionOf(String archetype, String capability) {
    if (archetype.isEmpty()) {
      return 0;
    }
    return ofArchetypes
        .computeIfAbsent(archetype, one -> StandardDefinitions.standard().defaultsOf(one, catalog))
        .getOrDefault(capability, PermissionChoice.INHERIT)
        .stored();
  }
}
