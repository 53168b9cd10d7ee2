package dev.beadle.server.decision;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.RolePermissions;
import dev.beadle.server.model.Permission;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a set of roles says (rules §7.3 and §7.4): for each role the permission nearest to
 * the context is what it says; any prohibit on the way to the root, of any role, denies; otherwise
 * one role that allows is enough. Stateless and so thread-safe. Cost: the stored permissions of
 * these roles on the way, a few hundred in most contexts.
 */
public final class Resolver implements ResolutionSource {
  @Override
  public Resolution resolutionOf(
      long low, long @Nullable [] high, OverrideScope scope, CapabilityCatalog capabilities) {
    var tally = new Tally(capabilities);
    for (long rest = low; rest != 0; rest &= rest - 1) {
      tally.addRole(Long.numberOfTrailingZeros(rest), scope);
    }
    if (high != null) {
      for (int word = 0; word < high.length; word++) {
        for (long rest = high[word]; rest != 0; rest &= rest - 1) {
          tally.addRole(
              RoleWalk.ROLES_WITH_BITS + word * Long.SIZE + Long.numberOfTrailingZeros(rest),
              scope);
        }
      }
    }
    return tally.toResolution();
  }

  /** What has been said so far; confined to one call. */
  private static final class Tally {
    private final CapabilityCatalog capabilities;
    private final long[] allowed;
    private final long[] prohibited;
    private final long[] prevented;
    private long[] saidByRole;

    Tally(CapabilityCatalog capabilities) {
      this.capabilities = capabilities;
      int words = (capabilities.size() + Long.SIZE - 1) / Long.SIZE;
      this.allowed = new long[words];
      this.prohibited = new long[words];
      this.prevented = new long[words];
      this.saidByRole = new long[words];
    }

    void addRole(int role, OverrideScope nearest) {
      saidByRole = new long[allowed.length];
      for (@Nullable OverrideScope scope = nearest; scope != null; scope = scope.findParent()) {
        RolePermissions permissions = scope.find(role);
        if (permissions != null) {
          addPermissions(permissions);
        }
      }
    }

    private void addPermissions(RolePermissions permissions) {
      for (int i = 0; i < permissions.size(); i++) {
        int capability = permissions.capabilityAt(i);
        // Rows of unknown capabilities do not count (§4).
        if (capabilities.hasRow(capability)) {
          add(capability, Permission.ofStored(permissions.permissionAt(i)));
        }
      }
    }

    private void add(int capability, Permission permission) {
      int word = capability >> 6;
      long bit = 1L << capability;
      boolean isNearest = (saidByRole[word] & bit) == 0;
      saidByRole[word] |= bit;
      switch (permission) {
        case PROHIBIT -> prohibited[word] |= bit;
        case ALLOW -> allowed[word] |= isNearest ? bit : 0;
        case PREVENT -> prevented[word] |= isNearest ? bit : 0;
      }
    }

    Resolution toResolution() {
      for (int word = 0; word < allowed.length; word++) {
        allowed[word] &= ~prohibited[word];
        prevented[word] &= ~(prohibited[word] | allowed[word]);
      }
      return new Resolution(allowed, prohibited, prevented);
    }
  }
}
