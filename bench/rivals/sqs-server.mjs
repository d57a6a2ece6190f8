// An SQS server in a process of its own, so that it does not share a processor with what is measured.
import { startFauxqs } from "fauxqs";

const server = await startFauxqs({ port: 0, logger: false, host: "127.0.0.1" });
process.send({ port: server.port });
process.on("disconnect", () => process.exit());
