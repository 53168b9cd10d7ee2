package dev.beadle.server.admin;

/**
 * Something that somebody wants to be different, in the imperative: what Moodle's own role
 * administration does. A command is well-formed by itself: its constructor refuses whatever could
 * never be done, by a {@link dev.beadle.server.change.RefusedChangeException} of kind INVALID that
 * names field, value and bound. Whether it can be done on a site is worked out later, and so is
 * whether somebody may. Immutable and so thread-safe.
 */
public sealed interface AdminCommand
    permits RoleCommand,
        PermissionCommand,
        AssignmentCommand,
        ContextCommand,
        UserCommand,
        GroupCommand,
        EnrolmentCommand,
        SettingCommand,
        UpdateCapabilities {}
