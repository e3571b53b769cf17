/**
 * Traces and metrics by OTLP, where the environment says to which collector: effect's own exporter, with the variables that
 * OpenTelemetry defines (`OTEL_EXPORTER_OTLP_ENDPOINT`, `…_HEADERS`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES` …).
 *
 * @module
 */
import { Config, ConfigProvider, Effect, Layer, References } from "effect"
import { FetchHttpClient } from "effect/http"
import { OtlpMetrics, OtlpSerialization, OtlpTracer } from "effect/observability"

/** Without one of their own, both signals go where the endpoint says, and the service has its name. */
const defaults = ConfigProvider.fromUnknown({
  OTEL_TRACES_EXPORTER: "otlp",
  OTEL_METRICS_EXPORTER: "otlp",
  OTEL_SERVICE_NAME: "bhejo-http-adapter"
})

const serialization = Effect.map(
  Config.String("OTEL_EXPORTER_OTLP_PROTOCOL").pipe(Config.withDefault("http/protobuf")),
  (protocol) => (protocol === "http/json" ? OtlpSerialization.layerJson : OtlpSerialization.layerProtobuf)
).pipe(Effect.orDie, Layer.unwrap)

/** An empty variable is one that is not set. */
const isAnyEndpointSet = Effect.map(
  Effect.forEach(["", "TRACES_", "METRICS_"], (signal) =>
    Config.String(`OTEL_EXPORTER_OTLP_${signal}ENDPOINT`).pipe(Config.withDefault(""))
  ),
  (endpoints) => endpoints.some((endpoint) => endpoint !== "")
).pipe(Effect.orDie)

/** Exports until its scope closes, and what is left then. Where no endpoint is set, spans that nobody would see are not made. */
export const layer: Layer.Layer<never> = Layer.unwrap(
  Effect.map(Effect.all([isAnyEndpointSet, ConfigProvider.ConfigProvider]), ([isSet, environment]) =>
    isSet ? exporting(environment) : Layer.succeed(References.TracerEnabled, false)
  )
)

const exporting = (environment: ConfigProvider.ConfigProvider) =>
  Layer.mergeAll(OtlpTracer.layerFromConfig(), OtlpMetrics.layerFromConfig()).pipe(
    Layer.provide(Layer.merge(serialization, FetchHttpClient.layer)),
    Layer.provide(Layer.succeed(ConfigProvider.ConfigProvider, ConfigProvider.orElse(environment, defaults)))
  )
