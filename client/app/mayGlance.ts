/** Whether the address leads to where a large board is first shown by a glance: the themes, or where the group is. */
export const mayGlance = (): boolean => /^\/b\/[^/]+(\/(themes)?)?$/.test(location.pathname)
