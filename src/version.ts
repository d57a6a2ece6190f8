declare const BWP_VERSION: string | undefined;

/** The version of this `bwp`; the build puts it in. */
export const VERSION: string = typeof BWP_VERSION === "string" ? BWP_VERSION : "0.0.0-source";
