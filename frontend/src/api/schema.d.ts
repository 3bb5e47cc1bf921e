/**
 * Made of docs/openapi.json by `npm run generate`; do not edit.
 */

export interface paths {
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The jobs, newest first, in pages
         * @description The jobs, newest first, in pages.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Submit a plan or an uploaded file
         * @description Submit a plan or an uploaded file.
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The state of a job
         * @description The state of a job.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Cancel a job and delete it with its plan and results
         * @description Cancel a job and delete it with its plan and results.
         */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a pending or processing job
         * @description Cancel a pending or processing job.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The state of a job now and at each change, up to its end
         * @description The state of a job now and at each change, up to its end.
         *
         *     Events named job; the data of each is what GET /jobs/{job_id} answers. The stream ends after a limited time; reconnect with the id of the last event. Where the service runs in Lambda, there are none: ask for the state instead.
         */
        get: operations["streamJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The plan of a job, from S3
         * @description The plan of a job, from S3.
         */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result of a completed job: JSON from S3, or as Accept asks
         * @description The result of a completed job: JSON from S3, or as Accept asks.
         */
        get: operations["getResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/result.{suffix}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result in the format that the suffix names
         * @description The result in the format that the suffix names.
         */
        get: operations["getResultAs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry a failed job
         * @description Retry a failed job.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The attempts of a job with the times of their steps
         * @description The attempts of a job with the times of their steps.
         */
        get: operations["getTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans:import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a plan from a drawing
         * @description Import a plan from a drawing.
         *
         *     Without layers, those whose names speak of walls are taken, or all.
         */
        post: operations["importPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans:preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find the rooms of a small plan at once
         * @description Find the rooms of a small plan at once.
         *
         *     For a page on which somebody draws: the same result as that of a job, for plans of up to 1,000 walls, and nothing is stored. Not offered (501) where the API runs without the detector.
         */
        post: operations["previewPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans:validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a plan without submitting it
         * @description Check a plan without submitting it.
         */
        post: operations["validatePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get an upload address for a file that is too large for a request
         * @description Get an upload address for a file that is too large for a request.
         */
        post: operations["createUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The batches, newest first, in pages
         * @description The batches, newest first, in pages.
         */
        get: operations["listBatches"];
        put?: never;
        /**
         * Submit many plans at once
         * @description Submit many plans at once.
         */
        post: operations["createBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches/{batch_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The state of a batch
         * @description The state of a batch.
         */
        get: operations["getBatch"];
        put?: never;
        post?: never;
        /**
         * Cancel a batch and delete it with its jobs, plans and archive, some at a time
         * @description Cancel a batch and delete it with its jobs, plans and archive, some at a time.
         */
        delete: operations["deleteBatch"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches/{batch_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel all jobs of a batch that have not ended
         * @description Cancel all jobs of a batch that have not ended.
         */
        post: operations["cancelBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches/{batch_id}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The jobs of a batch, in the order of its plans
         * @description The jobs of a batch, in the order of its plans.
         */
        get: operations["listBatchJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches/{batch_id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A ZIP with summary.csv, rooms.csv, totals.csv and the results of all completed jobs, from S3
         * @description A ZIP with summary.csv, rooms.csv, totals.csv and the results of all completed jobs, from S3.
         */
        get: operations["getBatchResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches/{batch_id}/callbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The callbacks of a batch, with all attempts
         * @description The callbacks of a batch, with all attempts.
         */
        get: operations["listBatchCallbacks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches/{batch_id}/callbacks/{callback_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a callback of a batch again
         * @description Send a callback of a batch again.
         */
        post: operations["redeliverBatchCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/callbacks/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The secrets that sign one's callbacks
         * @description The secrets that sign one's callbacks.
         */
        get: operations["getCallbackSecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/callbacks/secrets/replace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret that signs one's callbacks; the one before signs, too, for a day
         * @description Replace the secret that signs one's callbacks; the one before signs, too, for a day.
         */
        post: operations["replaceCallbackSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/callbacks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The callbacks of a job, with all attempts
         * @description The callbacks of a job, with all attempts.
         */
        get: operations["listJobCallbacks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/callbacks/{callback_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a callback of a job again
         * @description Send a callback of a job again.
         */
        post: operations["redeliverJobCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/owners/{owner}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete all jobs, batches and uploads of an owner, some at a time
         * @description Delete all jobs, batches and uploads of an owner, some at a time.
         */
        delete: operations["deleteOwner"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The dead letters
         * @description The dead letters.
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/dead-letters/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry the jobs of all dead letters, or of those with one fingerprint
         * @description Retry the jobs of all dead letters, or of those with one fingerprint.
         */
        post: operations["redriveDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/dead-letters/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One dead letter
         * @description One dead letter.
         */
        get: operations["getDeadLetter"];
        put?: never;
        post?: never;
        /**
         * Delete a dead letter for good; its job stays failed
         * @description Delete a dead letter for good; its job stays failed.
         */
        delete: operations["deleteDeadLetter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/dead-letters/{message_id}/redrive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry the job of one dead letter
         * @description Retry the job of one dead letter.
         */
        post: operations["redriveDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The alarms of an environment, and which the figures of this moment would raise
         * @description The alarms of an environment, and which the figures of this moment would raise.
         */
        get: operations["listAlarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Workers, queues and the last two minutes, whenever they change
         * @description Workers, queues and the last two minutes, whenever they change.
         *
         *     Events named fleet; the data of each is a FleetEvent. The stream ends after a limited time; reconnect with the id of the last event. Where the service runs in Lambda, there are none: ask for the state instead.
         */
        get: operations["streamFleet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why the last failed jobs failed
         * @description Why the last failed jobs failed.
         */
        get: operations["listFailures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/jobs/{job_id}:revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job and end the process that works on it at once
         * @description Cancel a job and end the process that works on it at once.
         */
        post: operations["revokeJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened in each of the last minutes
         * @description What happened in each of the last minutes.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much waits, and for how long
         * @description How much waits, and for how long.
         */
        get: operations["getQueues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/scaling": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many workers there were in each of the last minutes
         * @description How many workers there were in each of the last minutes.
         */
        get: operations["getScaling"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workers, as they answer
         * @description The workers, as they answer.
         */
        get: operations["listWorkers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/workers/{name}:grow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add processes to a worker
         * @description Add processes to a worker.
         */
        post: operations["growWorker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/workers/{name}:shrink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take processes from a worker
         * @description Take processes from a worker.
         */
        post: operations["shrinkWorker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/workers/{name}:shutdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shut a worker down after its current jobs
         * @description Shut a worker down after its current jobs.
         */
        post: operations["shutdownWorker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The figures for Prometheus
         * @description The figures for Prometheus.
         */
        get: operations["getExposition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/lanes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The lanes, how much waits in each, and which are paused
         * @description The lanes, how much waits in each, and which are paused.
         */
        get: operations["listLanes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/lanes/{lane}:pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have no worker receive jobs from a lane
         * @description Have no worker receive jobs from a lane.
         *
         *     Jobs are still accepted, and wait; those that workers have received are still done. Workers that start meanwhile keep to it, too. A lane that is paused already stays as it is.
         */
        post: operations["pauseLane"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/lanes/{lane}:resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have workers receive from a lane again, within half a minute at most
         * @description Have workers receive from a lane again, within half a minute at most.
         */
        post: operations["resumeLane"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process answers
         * @description Whether the process answers.
         */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the stores answer, too
         * @description Whether the stores answer, too.
         */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The OpenAPI document, for people
         * @description The OpenAPI document, for people.
         */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The OpenAPI document
         * @description The OpenAPI document.
         */
        get: operations["getOpenapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every kind of error, as a page for people
         * @description Every kind of error, as a page for people.
         */
        get: operations["listProblems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One kind of error, as a page for people
         * @description One kind of error, as a page for people.
         */
        get: operations["getProblem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Problem
         * @description A problem detail (RFC 9457).
         */
        Problem: {
            title: string;
            status: number;
            detail: string;
            request_id: string;
            /**
             * @description address of the page of this kind of error
             * @default about:blank
             */
            type: string;
            /**
             * @description the kind of error, for programs; a gateway before the API gives none
             * @enum {string}
             */
            code?: "bad-request" | "invalid-query" | "token-required" | "scope-missing" | "api-key-required" | "other-origin" | "not-found" | "method-not-allowed" | "not-acceptable" | "body-too-slow" | "conflict" | "key-in-use" | "length-required" | "precondition-failed" | "content-too-large" | "unsupported-media-type" | "address-refused" | "invalid-body" | "key-reused" | "result-too-large" | "units-no-length" | "too-many-requests" | "internal" | "not-offered" | "bad-gateway" | "unavailable" | "worker-silent" | "gateway-timeout";
            /** @default [] */
            errors: components["schemas"]["FaultOut"][];
        };
        /**
         * FaultOut
         * @description One thing that is wrong with a request.
         */
        FaultOut: {
            /** @description JSON Pointer (RFC 6901) into the body */
            pointer: string;
            detail: string;
        };
        /**
         * Plan
         * @description A floor plan: its walls, in any order and direction, and what it says of its rooms.
         */
        Plan: {
            walls: (components["schemas"]["Line"] | components["schemas"]["Arc"] | components["schemas"]["Polyline"])[];
            /** @default null */
            units: string | null;
            name?: string | null;
            labels?: components["schemas"]["Label"][] | null;
            spaces?: components["schemas"]["Space"][] | null;
            drawn_openings?: components["schemas"]["DrawnOpening"][] | null;
            wall_thickness?: number | null;
            findings?: components["schemas"]["PlanFinding"][] | null;
            projection?: components["schemas"]["Projection"] | null;
            drawing?: components["schemas"]["DrawingSource"] | null;
        };
        /**
         * Line
         * @description A straight wall.
         */
        Line: {
            /** @enum {string} */
            type: "line";
            /** @description x and y in the units of the plan */
            start: [
                number,
                number
            ];
            /** @description x and y in the units of the plan */
            end: [
                number,
                number
            ];
            /** @default false */
            is_load_bearing: boolean;
            /** @default null */
            thickness: number | null;
            /** @default null */
            id: string | null;
        };
        /**
         * Arc
         * @description A wall that is a part of a circle.
         */
        Arc: {
            /** @enum {string} */
            type: "arc";
            /** @description x and y in the units of the plan */
            start: [
                number,
                number
            ];
            /** @description x and y in the units of the plan */
            end: [
                number,
                number
            ];
            /** @description tangent of a quarter of the sweep, positive counter-clockwise, as in DXF */
            bulge: number;
            /** @default false */
            is_load_bearing: boolean;
            /** @default null */
            thickness: number | null;
            /** @default null */
            id: string | null;
        };
        /**
         * Polyline
         * @description A wall of several straight sides.
         */
        Polyline: {
            /** @enum {string} */
            type: "polyline";
            points: [
                number,
                number
            ][];
            /** @default false */
            closed: boolean;
            /** @default false */
            is_load_bearing: boolean;
            /** @default null */
            thickness: number | null;
            /** @default null */
            id: string | null;
        };
        /**
         * Label
         * @description A text in a drawing; it belongs to the room that its point lies in.
         */
        Label: {
            text: string;
            /** @description x and y in the units of the plan */
            point: [
                number,
                number
            ];
            /** @default null */
            kind: string | null;
        };
        /**
         * Space
         * @description A room as the maker of a building model drew it.
         */
        Space: {
            polygon: [
                number,
                number
            ][];
            /** @default null */
            name: string | null;
            /** @default null */
            number: string | null;
        };
        /**
         * DrawnOpening
         * @description A door or window that a drawing names or draws: evidence that the wall is open there.
         */
        DrawnOpening: {
            /** @enum {string} */
            kind: "door" | "window";
            /** @description one jamb */
            start: [
                number,
                number
            ];
            /** @description the other jamb */
            end: [
                number,
                number
            ];
            /** @default null */
            type: string | null;
        };
        /**
         * PlanFinding
         * @description What is to be known of the drawing that a plan was made of; the result repeats it.
         */
        PlanFinding: {
            kind: string;
            detail: string;
        };
        /**
         * Projection
         * @description Where on Earth the origin of a plan in metres lies, if its drawing was in degrees.
         */
        Projection: {
            longitude: number;
            latitude: number;
        };
        /**
         * DrawingSource
         * @description The drawing that the worker made a plan of; submitted again, it is ignored.
         */
        DrawingSource: {
            format: string;
            layers: components["schemas"]["ImportedLayer"][];
            ignored: components["schemas"]["IgnoredThings"][];
        };
        /**
         * ImportedLayer
         * @description Segments that a drawing keeps together, as its layer or storey.
         */
        ImportedLayer: {
            name: string;
            walls: number;
            /** @description whether its walls are in the plan */
            taken: boolean;
        };
        /**
         * IgnoredThings
         * @description Things of a drawing that became no walls.
         */
        IgnoredThings: {
            /** @description for example TEXT */
            what: string;
            count: number;
            why: string;
        };
        /**
         * UploadedPlan
         * @description A plan that was uploaded, or a drawing that a plan is made of.
         */
        UploadedPlan: {
            upload_id: string;
            /** @default null */
            drawing: components["schemas"]["DrawingChoice"] | null;
        };
        /**
         * DrawingChoice
         * @description How to read a drawing.
         */
        DrawingChoice: {
            /** @default null */
            format: ("dxf" | "svg" | "geojson" | "ifc" | "pdf" | "gpkg" | "shp") | null;
            /** @default null */
            layers: string[] | null;
            /** @default null */
            units: string | null;
            /** @default null */
            scale: string | null;
            /** @default null */
            page: number | null;
            /** @default null */
            name: string | null;
        };
        /**
         * JobSubmitted
         * @description The job of a plan that was submitted, with the rest of its state if it has ended within the wait.
         *
         *     This is what generators make of both answers: they take one type for all that is well.
         */
        JobSubmitted: {
            job_id: string;
            status: components["schemas"]["JobStatus"];
            /** @description Unix seconds */
            created_at: number;
            poll_after_ms: number | null;
            /** @description Unix seconds */
            updated_at?: number;
            processing_time?: number | null;
            rooms_count?: number | null;
            confidence_score?: number | null;
            output_url?: string | null;
            name?: string | null;
            /** @description who submitted it */
            owner?: string;
            wall_count?: number | null;
            progress?: components["schemas"]["JobProgress"] | null;
            ahead?: number | null;
            /** @description only of a failed job */
            error_message?: string;
            /** @description only while a store is unreachable */
            delay_reason?: string;
            /** @description only where the plan is made of one */
            drawing?: components["schemas"]["DrawingRead"];
        };
        /**
         * JobStatus
         * @enum {string}
         */
        JobStatus: "cancelled" | "completed" | "failed" | "pending" | "processing";
        /**
         * JobProgress
         * @description The progress of a processing job, about one second old.
         */
        JobProgress: {
            /** @description current step of the detector */
            stage: string;
            /** @description share of the work that is done */
            share: number;
        };
        /**
         * DrawingRead
         * @description How a job's drawing is read.
         */
        DrawingRead: {
            format: string;
            layers: string[] | null;
            units: string | null;
            scale: string | null;
            page: number | null;
        };
        /**
         * JobAccepted
         * @description A plan was taken in.
         */
        JobAccepted: {
            job_id: string;
            status: components["schemas"]["JobStatus"];
            /** @description Unix seconds */
            created_at: number;
            poll_after_ms: number | null;
        };
        /**
         * CallbackList
         * @description The callbacks of a job or batch, one an end, the first end first.
         */
        CallbackList: {
            callback_url: string | null;
            callbacks: components["schemas"]["CallbackState"][];
        };
        /**
         * CallbackState
         * @description One end, and what became of telling it.
         */
        CallbackState: {
            /** @description webhook-id of its requests, the same at each attempt */
            id: string;
            /** @description such as job.completed */
            type: string;
            status: components["schemas"]["CallbackStatus"];
            /** @description Unix seconds */
            ended_at: number;
            next_at: number | null;
            attempts: components["schemas"]["CallbackAttempt"][];
        };
        /**
         * CallbackStatus
         * @enum {string}
         */
        CallbackStatus: "delivered" | "due" | "given up";
        /**
         * CallbackAttempt
         * @description One request to the receiver.
         */
        CallbackAttempt: {
            /** @description Unix seconds */
            at: number;
            /** @description until the answer, or until it was given up */
            milliseconds: number;
            status_code: number | null;
            error: string | null;
            answer: string | null;
        };
        /**
         * CallbackSecrets
         * @description What signs the callbacks of an owner.
         */
        CallbackSecrets: {
            /** @description the newest first; for a day after it was replaced, the one before signs, too */
            secrets: string[];
        };
        /**
         * JobPage
         * @description Jobs, newest first. A page may hold fewer than asked for, even none, and yet not be the last one.
         */
        JobPage: {
            jobs: components["schemas"]["JobState"][];
            next_cursor: string | null;
        };
        /**
         * JobState
         * @description The state of a job. Values that are not known yet are null.
         */
        JobState: {
            job_id: string;
            status: components["schemas"]["JobStatus"];
            /** @description Unix seconds */
            created_at: number;
            /** @description Unix seconds */
            updated_at: number;
            processing_time: number | null;
            rooms_count: number | null;
            confidence_score: number | null;
            output_url: string | null;
            poll_after_ms: number | null;
            name: string | null;
            /** @description who submitted it */
            owner: string;
            wall_count: number | null;
            progress: components["schemas"]["JobProgress"] | null;
            ahead: number | null;
            /** @description only of a failed job */
            error_message?: string;
            /** @description only while a store is unreachable: which, until when */
            delay_reason?: string;
            /** @description only where the plan is made of one; it is there with wall_count */
            drawing?: components["schemas"]["DrawingRead"];
        };
        /**
         * PlanChecked
         * @description Whether a plan could be submitted.
         */
        PlanChecked: {
            valid: boolean;
            /** @description everything that is wrong with it */
            errors: components["schemas"]["FaultOut"][];
            summary: components["schemas"]["PlanSummary"] | null;
            /**
             * @description what a person should check, in sentences
             * @default []
             */
            findings: string[];
        };
        /**
         * PlanSummary
         * @description What a plan holds, before its rooms are known.
         */
        PlanSummary: {
            walls_count: number;
            /** @description lines, arcs and sides of polylines */
            pieces_count: number;
            load_bearing_count: number;
            /** @description of all walls together, in the units of the plan */
            length: number;
            /** @description min x, min y, max x, max y */
            bounding_box: [
                number,
                number,
                number,
                number
            ];
            units: string | null;
        };
        /**
         * PlanImported
         * @description A plan out of a drawing, ready to be submitted, and what it was taken from.
         */
        PlanImported: {
            plan: components["schemas"]["Plan"];
            layers: components["schemas"]["ImportedLayer"][];
            units: string | null;
            ignored: components["schemas"]["IgnoredThings"][];
            /** @description what a person should check, in sentences */
            findings: string[];
        };
        /**
         * Result
         * @description The rooms of a plan, and what else was found.
         */
        Result: {
            /** @enum {integer} */
            version: 1;
            units: string | null;
            walls_count: number;
            rooms_count: number;
            confidence_score: number | null;
            rooms: components["schemas"]["ResultRoom"][];
            openings: components["schemas"]["Opening"][];
            /** @description of each building */
            outline: components["schemas"]["Polygon"][];
            /** @description the room in whose hole a room lies */
            nesting: {
                [key: string]: string | null;
            };
            tolerances: components["schemas"]["Tolerances"];
            repairs: components["schemas"]["Finding"][];
            diagnostics: components["schemas"]["Finding"][];
        };
        /**
         * ResultRoom
         * @description One room.
         */
        ResultRoom: {
            id: string;
            name: string | null;
            number: string | null;
            usage: string | null;
            /** @description corners of a polygon, the first not repeated, in the units of the plan */
            polygon: [
                number,
                number
            ][];
            holes: [
                number,
                number
            ][][];
            /** @description gross: to the middle of the walls where they have two sides */
            area: number;
            net_area: number | null;
            stated_area: number | null;
            /** @description in the units of the plan */
            perimeter: number;
            /** @description x and y in the units of the plan */
            centroid: [
                number,
                number
            ];
            /** @description well inside the room */
            label_point: [
                number,
                number
            ];
            /** @description min x, min y, max x, max y */
            bounding_box: [
                number,
                number,
                number,
                number
            ];
            walls: components["schemas"]["WallSide"][];
            adjacent: components["schemas"]["Neighbour"][];
            openings: components["schemas"]["RoomOpening"][];
            /** @description whether its boundary was drawn closed */
            sealed: boolean;
            /** @description of its perimeter */
            load_bearing_share: number;
            confidence: number;
            confidence_reasons: string[];
            /** @description corners of a polygon, the first not repeated, in the units of the plan */
            net_polygon?: [
                number,
                number
            ][];
            net_holes?: [
                number,
                number
            ][][];
            /** @description where walls cut the room into several */
            net_parts?: components["schemas"]["Polygon"][];
        };
        /**
         * WallSide
         * @description A stretch of wall along a room.
         */
        WallSide: {
            /** @description its place among the walls of the plan */
            wall: number;
            /**
             * @description of the wall, seen from its start
             * @enum {string}
             */
            side: "left" | "right";
            /** @description in the units of the plan */
            length: number;
            /** @description whether the detector closed it and nobody drew it */
            inferred: boolean;
            /** @description of the wall, if the plan gives one */
            id?: string;
        };
        /**
         * Neighbour
         * @description Another room with a common boundary.
         */
        Neighbour: {
            /** @description its id */
            room: string;
            /** @description in the units of the plan */
            shared_length: number;
        };
        /**
         * RoomOpening
         * @description An opening, seen from one room.
         */
        RoomOpening: {
            id: string;
            /** @description door, window, virtual where two spaces of the plan part rooms without a wall, or opening where that is not known */
            kind: string;
            /** @description its middle */
            point: [
                number,
                number
            ];
            /** @description in the units of the plan */
            width: number;
            /** @description x and y in the units of the plan */
            start: [
                number,
                number
            ];
            /** @description x and y in the units of the plan */
            end: [
                number,
                number
            ];
            /** @description ids on both sides; null is the outside */
            rooms: [
                string | null,
                string | null
            ];
            /** @description that it is an opening and no fault of the drawing */
            probability: number;
            /** @description of the door or window, as the drawing calls it */
            type?: string;
            to: string | null;
        };
        /**
         * Polygon
         * @description An area with holes.
         */
        Polygon: {
            /** @description corners of a polygon, the first not repeated, in the units of the plan */
            polygon: [
                number,
                number
            ][];
            holes: [
                number,
                number
            ][][];
        };
        /**
         * Opening
         * @description A door, window or passage: a stretch of a room's boundary that no wall covers.
         */
        Opening: {
            id: string;
            /** @description door, window, virtual where two spaces of the plan part rooms without a wall, or opening where that is not known */
            kind: string;
            /** @description its middle */
            point: [
                number,
                number
            ];
            /** @description in the units of the plan */
            width: number;
            /** @description x and y in the units of the plan */
            start: [
                number,
                number
            ];
            /** @description x and y in the units of the plan */
            end: [
                number,
                number
            ];
            /** @description ids on both sides; null is the outside */
            rooms: [
                string | null,
                string | null
            ];
            /** @description that it is an opening and no fault of the drawing */
            probability: number;
            /** @description of the door or window, as the drawing calls it */
            type?: string;
        };
        /**
         * Tolerances
         * @description The distances that the detector worked with, in the units of the plan.
         */
        Tolerances: {
            node: number;
            unit: number;
            least_width: number;
            wall_thickness: number | null;
        };
        /**
         * Finding
         * @description Something that the detector changed in the drawing (repairs), or left as it is (diagnostics).
         */
        Finding: {
            /** @description for example gap, opening, stub, leak, unused_wall */
            kind: string;
            /** @description a sentence for people */
            detail: string;
            /** @description where */
            at?: [
                number,
                number
            ];
            /** @description its beginning */
            from?: [
                number,
                number
            ];
            /** @description its other end */
            to?: [
                number,
                number
            ];
            /** @description which wall of the plan */
            wall?: number;
            /** @description the wall that a duplicate lies on */
            of?: number;
            /** @description in the units of the plan */
            length?: number;
            /** @description in the units of the plan, squared */
            area?: number;
            probability?: number;
            room?: string | null;
            /** @description what a leak makes one of; null is the outside */
            merges?: (components["schemas"]["Part"] | null)[];
            /**
             * @description how walls were read: by one line or two
             * @enum {string}
             */
            walls?: "double" | "single";
            apart?: number | null;
            rooms_count?: number;
            other_rooms_count?: number | null;
            /** @description what makes rooms doubtful */
            why?: string;
            /** @description ids of the rooms concerned; null is the outside */
            rooms?: (string | null)[];
            /** @description names of several rooms in one */
            names?: string[];
            /** @description which label of the plan */
            label?: number;
            /** @description which space of the plan */
            space?: number;
            /** @description area by a label or a space of the plan */
            stated?: number;
            /** @description area of the room */
            measured?: number;
        };
        /**
         * Part
         * @description A part of a room, on one side of a leak.
         */
        Part: {
            /** @description in the units of the plan, squared */
            area: number;
            /** @description x and y in the units of the plan */
            label_point: [
                number,
                number
            ];
        };
        /**
         * Timeline
         * @description The attempts of a job, the first one first; none while it waits for the first time.
         */
        Timeline: {
            job_id: string;
            status: components["schemas"]["JobStatus"];
            /** @description Unix seconds */
            created_at: number;
            attempts: components["schemas"]["AttemptOut"][];
        };
        /**
         * AttemptOut
         * @description A claim of a job and what came of it.
         */
        AttemptOut: {
            attempt: number;
            worker: string | null;
            /** @description completed, failed, cancelled, returned to queue, lost (worker died) or running */
            outcome: string;
            queued_at: number | null;
            /** @description Unix seconds */
            claimed_at: number;
            ended_at: number | null;
            steps: components["schemas"]["StepOut"][];
            trace: string | null;
        };
        /**
         * StepOut
         * @description Something that an attempt did.
         */
        StepOut: {
            /** @description claim, read, detect, write or commit */
            name: string;
            /** @description Unix seconds */
            began_at: number;
            ended_at: number | null;
        };
        /**
         * UploadWanted
         * @description The file that a client is about to upload.
         */
        UploadWanted: {
            /** @description bytes; a service may have a lower limit */
            size: number;
            /** @description of the file, hexadecimal */
            sha256: string;
            /**
             * @description application/json for a plan, application/x-ndjson or application/zip for plans, any other for a drawing
             * @default application/json
             * @enum {string}
             */
            content_type: "application/json" | "application/x-ndjson" | "application/zip" | "image/vnd.dxf" | "application/dxf" | "application/x-dxf" | "image/vnd.dwg" | "image/svg+xml" | "application/geo+json" | "application/x-step" | "application/pdf" | "application/geopackage+sqlite3" | "application/zip" | "application/octet-stream";
        };
        /**
         * UploadOffered
         * @description Where to PUT the file, with these headers, by then.
         */
        UploadOffered: {
            upload_id: string;
            /** @description presigned for this file and no other */
            url: string;
            headers: {
                [key: string]: string;
            };
            /** @description Unix seconds */
            expires_at: number;
        };
        /**
         * Erased
         * @description The progress of a deletion; repeat the request to continue it.
         */
        Erased: {
            /** @description jobs and batches, by this request */
            deleted: number;
            /** @description whether nothing is left */
            is_complete: boolean;
        };
        /**
         * Batches
         * @description Batches, newest first.
         */
        Batches: {
            batches: components["schemas"]["BatchState"][];
            /** @default null */
            next_cursor: string | null;
        };
        /**
         * BatchState
         * @description The state of a batch. Values that are not known yet are null.
         */
        BatchState: {
            batch_id: string;
            status: components["schemas"]["BatchStatus"];
            name: string | null;
            /** @description Unix seconds */
            created_at: number;
            /** @description Unix seconds */
            updated_at: number;
            jobs_count: number | null;
            counts: components["schemas"]["BatchCounts"];
            /** @description share of its jobs that have ended */
            share: number;
            output_url: string | null;
            error_message: string | null;
            poll_after_ms: number | null;
            /** @description only where files of its archive, or storeys, are no plans: which */
            left_out?: string;
        };
        /**
         * BatchStatus
         * @enum {string}
         */
        BatchStatus: "cancelled" | "cancelling" | "completed" | "expanding" | "failed" | "running";
        /**
         * BatchCounts
         * @description How many of a batch's jobs have ended, and how.
         */
        BatchCounts: {
            completed: number;
            failed: number;
            cancelled: number;
        };
        /**
         * BatchJobs
         * @description Jobs of a batch, in the order of its plans.
         */
        BatchJobs: {
            jobs: components["schemas"]["JobState"][];
            next_cursor: string | null;
        };
        /**
         * Plans
         * @description Many plans. An invalid plan becomes a failed job; the others are processed.
         */
        Plans: {
            plans: (components["schemas"]["Plan"] | unknown)[];
        };
        /**
         * UploadedPlans
         * @description Plans that were uploaded, as application/x-ndjson, application/zip, or an IFC as application/x-step.
         */
        UploadedPlans: {
            upload_id: string;
        };
        /**
         * BatchAccepted
         * @description A batch was taken in.
         */
        BatchAccepted: {
            batch_id: string;
            status: components["schemas"]["BatchStatus"];
            jobs_count: number | null;
            /** @description Unix seconds */
            created_at: number;
            /** @description milliseconds until the next poll */
            poll_after_ms: number;
        };
        /**
         * DeadLetters
         * @description The dead letters, oldest first; those that somebody else looks at in this moment are missing.
         */
        DeadLetters: {
            dead_letters: components["schemas"]["DeadLetterOut"][];
            /** @description false: more than the 1,000 letters read may exist */
            is_complete: boolean;
        };
        /**
         * DeadLetterOut
         * @description A task that was delivered as often as the queue allows, and its job.
         */
        DeadLetterOut: {
            message_id: string;
            /** @description Unix seconds */
            sent_at: number;
            job_id: string | null;
            job_status: components["schemas"]["JobStatus"] | null;
            error_message: string | null;
            error_fingerprint: string | null;
            /** @description body of the message */
            body: string;
        };
        /**
         * Redriven
         * @description The deleted letters, whose jobs were retried or had already ended otherwise.
         */
        Redriven: {
            message_ids: string[];
        };
        /**
         * QueuesOut
         * @description The task queues and the dead-letter queue.
         */
        QueuesOut: {
            queues: components["schemas"]["QueueOut"][];
            dead_letters: number;
        };
        /**
         * QueueOut
         * @description How many messages a queue holds, about.
         */
        QueueOut: {
            name: string;
            /** @description messages waiting for a worker */
            visible: number;
            /** @description messages received by a worker */
            in_flight: number;
            /** @description delayed messages */
            delayed: number;
            oldest_age: number | null;
        };
        /**
         * Metrics
         * @description Figures of the last minutes, oldest first; the last one is not over yet.
         */
        Metrics: {
            minutes: components["schemas"]["MinuteOut"][];
            /** @description over all these minutes */
            wait: components["schemas"]["Percentiles"];
            /** @description over all these minutes */
            run: components["schemas"]["Percentiles"];
        };
        /**
         * MinuteOut
         * @description The figures of one minute.
         */
        MinuteOut: {
            /** @description Unix seconds at which it began */
            at: number;
            submitted: number;
            completed: number;
            failed: number;
            cancelled: number;
            /** @description attempts after a job's first */
            retried: number;
            /** @description from submit, retry or return to claim */
            wait: components["schemas"]["Percentiles"];
            /** @description from claim to end */
            run: components["schemas"]["Percentiles"];
        };
        /**
         * Percentiles
         * @description Of durations in seconds, at most 4.5 % off; null when there was none.
         */
        Percentiles: {
            count: number;
            p50: number | null;
            p95: number | null;
            p99: number | null;
        };
        /**
         * Scaling
         * @description The workers of the last minutes, oldest first; the last one is not over yet.
         */
        Scaling: {
            minutes: components["schemas"]["ScaleOut"][];
        };
        /**
         * ScaleOut
         * @description How many workers there were in a minute.
         */
        ScaleOut: {
            /** @description Unix seconds at which it began */
            at: number;
            workers: number;
            /** @description jobs that they could process concurrently */
            processes: number;
        };
        /**
         * Failures
         * @description Why the last 1,000 failed jobs, about, failed; the most frequent fault first.
         */
        Failures: {
            failures: components["schemas"]["FailureOut"][];
        };
        /**
         * FailureOut
         * @description Jobs that failed by the same fault.
         */
        FailureOut: {
            /** @description for the filter error of GET /jobs */
            fingerprint: string;
            count: number;
            /** @description Unix seconds */
            first_at: number;
            /** @description Unix seconds */
            last_at: number;
            /** @description message of the last failure */
            message: string;
            example_job_id: string;
        };
        /**
         * Alarms
         * @description The alarms; first those that the figures of this moment would raise. CloudWatch waits for minutes.
         */
        Alarms: {
            alarms: components["schemas"]["AlarmOut"][];
        };
        /**
         * AlarmOut
         * @description An alarm of an environment in AWS, and how it stands by the figures of this moment.
         */
        AlarmOut: {
            /** @description end of its name in CloudWatch */
            name: string;
            sounds_when: string;
            threshold: number;
            unit: string;
            value: number | null;
            sounds: boolean | null;
        };
        /**
         * FleetEvent
         * @description What an event of the fleet carries; the minutes are the present and the last one.
         */
        FleetEvent: {
            workers: components["schemas"]["WorkerOut"][];
            queues: components["schemas"]["QueuesOut"];
            minutes: components["schemas"]["MinuteOut"][];
        };
        /**
         * WorkerOut
         * @description A worker.
         */
        WorkerOut: {
            name: string;
            /** @description prefork, threads or solo */
            pool: string;
            /** @description jobs that it can process concurrently */
            concurrency: number;
            /** @description tasks since its start */
            processed: number;
            /** @description Unix seconds */
            since: number;
            /** @description Unix seconds */
            last_beat: number;
            /** @description false: killed, shutting down or hanging */
            is_answering: boolean;
            current_jobs: components["schemas"]["CurrentJob"][];
        };
        /**
         * CurrentJob
         * @description A job that a worker is processing.
         */
        CurrentJob: {
            job_id: string;
            /** @description Unix seconds */
            since: number;
            process: number | null;
        };
        /**
         * Lanes
         * @description The lanes that have a queue of their own; lanes without one use that of the first.
         */
        Lanes: {
            lanes: components["schemas"]["LaneOut"][];
        };
        /**
         * LaneOut
         * @description A lane, and about how much waits in it.
         */
        LaneOut: {
            /** @description interactive, batch or large */
            name: string;
            /** @description name of its queue */
            queue: string;
            /** @description messages waiting for a worker */
            visible: number;
            /** @description messages received by a worker */
            in_flight: number;
            /** @description delayed messages */
            delayed: number;
            pause: components["schemas"]["LanePause"] | null;
        };
        /**
         * LanePause
         * @description Since when nobody receives from a lane.
         */
        LanePause: {
            /** @description Unix seconds */
            at: number;
            /** @description owner of the token that paused it */
            by: string;
        };
        /**
         * Workers
         * @description The workers by name; one that is silent for five minutes is forgotten.
         */
        Workers: {
            workers: components["schemas"]["WorkerOut"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listJobs: {
        parameters: {
            query?: {
                /** @description may be given several times; without it, jobs of every status */
                status?: ("pending" | "processing" | "completed" | "failed" | "cancelled")[];
                /** @description who submitted them */
                owner?: string;
                /** @description the fingerprint they failed with */
                error?: string;
                /** @description of this batch, the last of its plans first */
                batch?: string;
                /** @description submitted then or later; Unix seconds or RFC 3339 */
                created_after?: number | string;
                /** @description submitted before; Unix seconds or RFC 3339 */
                created_before?: number | string;
                /** @description largest number of items in the page */
                limit?: number;
                /** @description next_cursor of the page before, same filters */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createJob: {
        parameters: {
            query?: {
                /** @description address that is told of the end, by a signed POST */
                callback_url?: string;
            };
            header?: {
                /** @description no-cache: work on the plan even if an equal one has been worked on */
                "Cache-Control"?: string;
                /** @description a name for this request: repeated within a day, it is carried out once and answered alike */
                "Idempotency-Key"?: string;
                /** @description wait=N: answer when the job has ended (with If-None-Match: has changed), after N seconds at the latest */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Plan"] | components["schemas"]["UploadedPlan"];
            };
        };
        responses: {
            /** @description The plan was accepted, and its job has ended within the wait. */
            200: {
                headers: {
                    /** @description Address of the job */
                    Location?: string;
                    /** @description wait=N, if it was waited for */
                    "Preference-Applied"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobSubmitted"];
                };
            };
            /** @description The plan was accepted. */
            202: {
                headers: {
                    /** @description Address of the job */
                    Location?: string;
                    /** @description wait=N, if it was waited for */
                    "Preference-Applied"?: string;
                    /** @description Seconds after which to ask for the first time */
                    "Retry-After"?: number;
                    /** @description true: this was answered before */
                    "Idempotency-Replayed"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly; upload a large file instead. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body exceeds the limit; upload larger plans. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The plan was not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body has faults; errors lists them all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag of the job's state: do it to this state, or answer 412 */
                "If-Match"?: string;
                /** @description the ETag of what is known */
                "If-None-Match"?: string;
                /** @description wait=N: answer when the job has ended (with If-None-Match: has changed), after N seconds at the latest */
                Prefer?: string;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the job. */
            200: {
                headers: {
                    /** @description Changes with the state */
                    ETag?: string;
                    /** @description wait=N, if it was waited for */
                    "Preference-Applied"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobState"];
                };
            };
            /** @description The state has not changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has another ETag than If-Match names, or none; read it again. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag of the job's state: do it to this state, or answer 412 */
                "If-Match"?: string;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted with its documents. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has another ETag than If-Match names, or none; read it again. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag of the job's state: do it to this state, or answer 412 */
                "If-Match"?: string;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the job now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobState"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has another ETag than If-Match names, or none; read it again. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description id of the last event received; it is not sent again */
                "Last-Event-ID"?: string;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The event with that id was the last one. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This deployment does not offer it; detail says what to do instead. */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Redirect to a presigned address. */
            307: {
                headers: {
                    /** @description Presigned address in S3 */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getResult: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag of the job's state: do it to this state, or answer 412 */
                "If-Match"?: string;
                /** @description the ETag of what is known */
                "If-None-Match"?: string;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rooms, with the walls of their plan in SVG, DXF and PDF. */
            200: {
                headers: {
                    /** @description Changes with the result */
                    ETag?: string;
                    /** @description Name of a file to keep it in */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Result"];
                    "application/geo+json": Record<string, never>;
                    "image/svg+xml": string;
                    "image/vnd.dxf": string;
                    "application/pdf": string;
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "application/gbxml+xml": string;
                };
            };
            /** @description The result has not changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Redirect to a presigned address. */
            307: {
                headers: {
                    /** @description Presigned address in S3 */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No format that the client accepts is available; detail lists the formats. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has another ETag than If-Match names, or none; read it again. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body has faults; errors lists them all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getResultAs: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag of the job's state: do it to this state, or answer 412 */
                "If-Match"?: string;
                /** @description the ETag of what is known */
                "If-None-Match"?: string;
            };
            path: {
                job_id: string;
                suffix: "json" | "geojson" | "svg" | "dxf" | "pdf" | "csv" | "xlsx" | "gbxml";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rooms, with the walls of their plan in SVG, DXF and PDF. */
            200: {
                headers: {
                    /** @description Changes with the result */
                    ETag?: string;
                    /** @description Name of a file to keep it in */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Result"];
                    "application/geo+json": Record<string, never>;
                    "image/svg+xml": string;
                    "image/vnd.dxf": string;
                    "application/pdf": string;
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "application/gbxml+xml": string;
                };
            };
            /** @description The result has not changed since that ETag. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Redirect to a presigned address. */
            307: {
                headers: {
                    /** @description Presigned address in S3 */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has another ETag than If-Match names, or none; read it again. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body has faults; errors lists them all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description the ETag of the job's state: do it to this state, or answer 412 */
                "If-Match"?: string;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the job now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobState"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state has another ETag than If-Match names, or none; read it again. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The attempts so far. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importPlan: {
        parameters: {
            query?: {
                /** @description What the drawing is, if not its Content-Type */
                format?: "dxf" | "svg" | "geojson" | "ifc" | "pdf" | "gpkg" | "shp";
                /** @description Take the walls of this layer; repeat it for several */
                layers?: string[];
                /** @description What one unit of length is, if the drawing does not say it rightly */
                units?: string;
                /** @description 1:100, or 350=4.2m where 350 units of the drawing are 4.2 metres */
                scale?: string;
                /** @description Of a PDF; without it, the page with most lines */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/vnd.dxf": string;
                "application/dxf": string;
                "application/x-dxf": string;
                "image/vnd.dwg": string;
                "image/svg+xml": string;
                "application/geo+json": string;
                "application/x-step": string;
                "application/pdf": string;
                "application/geopackage+sqlite3": string;
                "application/zip": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The plan, and which layers there are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanImported"];
                };
            };
            /** @description It takes more time or memory than a request has: a worker reads it, as a job whose plan is at /jobs/{job_id}/plan. */
            202: {
                headers: {
                    /** @description Address of the job */
                    Location?: string;
                    /** @description Seconds after which to ask for the first time */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly; upload a large file instead. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body exceeds the limit; upload larger plans. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The plan was not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body has faults; errors lists them all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This deployment does not offer it; detail says what to do instead. */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Plan"];
            };
        };
        responses: {
            /** @description The rooms. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Result"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly; upload a large file instead. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body exceeds the limit; upload larger plans. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The plan was not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body has faults; errors lists them all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This deployment does not offer it; detail says what to do instead. */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validatePlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Plan"] | unknown;
            };
        };
        responses: {
            /** @description All faults of the plan, or its summary. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanChecked"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly; upload a large file instead. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body exceeds the limit; upload larger plans. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The plan was not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUpload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UploadWanted"];
            };
        };
        responses: {
            /** @description The address to PUT the file to, and its headers. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadOffered"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly; upload a large file instead. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body exceeds the limit; upload larger plans. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The plan was not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body has faults; errors lists them all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBatches: {
        parameters: {
            query?: {
                /** @description largest number of items in the page */
                limit?: number;
                /** @description next_cursor of the page before, same filters */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of batches. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batches"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createBatch: {
        parameters: {
            query?: {
                name?: string;
                /** @description address that is told of the end, by a signed POST */
                callback_url?: string;
            };
            header?: {
                /** @description no-cache: work on each plan even if an equal one has been worked on */
                "Cache-Control"?: string;
                /** @description a name for this request: repeated within a day, it is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Plans"] | components["schemas"]["UploadedPlans"];
                "application/x-ndjson": string;
                "application/zip": string;
                "application/x-step": string;
            };
        };
        responses: {
            /** @description The batch was accepted. */
            202: {
                headers: {
                    /** @description Address of the batch */
                    Location?: string;
                    /** @description Seconds after which to ask for the first time */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchAccepted"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body came too slowly; upload a large file instead. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body exceeds the limit; upload larger plans. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The plan was not sent as JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body has faults; errors lists them all. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the batch. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchState"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Some of it is deleted; repeat the request to continue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erased"];
                };
            };
            /** @description It is deleted with its documents. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchState"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBatchJobs: {
        parameters: {
            query?: {
                /** @description largest number of items in the page */
                limit?: number;
                /** @description next_cursor of the page before, same filters */
                cursor?: string;
            };
            header?: never;
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchJobs"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBatchResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Redirect to a presigned address. */
            307: {
                headers: {
                    /** @description Presigned address in S3 */
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBatchCallbacks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was told, and what came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackList"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliverBatchCallback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
                callback_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is sent again at once. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackState"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCallbackSecrets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What signs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackSecrets"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceCallbackSecret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What signs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackSecrets"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJobCallbacks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was told, and what came of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackList"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliverJobCallback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
                callback_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is sent again at once. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackState"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteOwner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                owner: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is left. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erased"];
                };
            };
            /** @description Some of it is deleted; repeat the request to continue. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erased"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeadLetters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetters"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redriveDeadLetters: {
        parameters: {
            query?: {
                fingerprint?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The redriven letters. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redriven"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The letter. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterOut"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redriveDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The redriven letters. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redriven"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAlarms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alarms, and how they stand. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alarms"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamFleet: {
        parameters: {
            query?: never;
            header?: {
                /** @description id of the last event received; it is not sent again */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This deployment does not offer it; detail says what to do instead. */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFailures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Why the last failed jobs failed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failures"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the job now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobState"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: {
                /** @description how many, up to the present one */
                minutes?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened in each of the last minutes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metrics"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQueues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How much waits, and for how long. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueuesOut"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getScaling: {
        parameters: {
            query?: {
                /** @description how many, up to the present one */
                minutes?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many workers there were in each of the last minutes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scaling"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWorkers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workers, as they answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workers"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    growWorker: {
        parameters: {
            query?: {
                /** @description how many */
                processes?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The worker with its new size. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerOut"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The worker did not answer in time; the command may come through yet. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    shrinkWorker: {
        parameters: {
            query?: {
                /** @description how many */
                processes?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The worker with its new size. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerOut"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The current state does not allow it; detail gives the reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The worker did not answer in time; the command may come through yet. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    shutdownWorker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The command was sent. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExposition: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text in Prometheus's exposition format. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLanes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lanes that have a queue of their own. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lanes"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseLane: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lane: "interactive" | "batch" | "large";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lane as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LaneOut"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeLane: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lane: "interactive" | "batch" | "large";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lane as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LaneOut"];
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is valid, but lacks the required scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Yes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    };
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Yes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        status: string;
                    };
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A store or the queue is unreachable; try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page that loads nothing else. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProblems: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page that loads nothing else. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProblem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the code of a problem document */
                code: "bad-request" | "invalid-query" | "token-required" | "scope-missing" | "api-key-required" | "other-origin" | "not-found" | "method-not-allowed" | "not-acceptable" | "body-too-slow" | "conflict" | "key-in-use" | "length-required" | "precondition-failed" | "content-too-large" | "unsupported-media-type" | "address-refused" | "invalid-body" | "key-reused" | "result-too-large" | "units-no-length" | "too-many-requests" | "internal" | "not-offered" | "bad-gateway" | "unavailable" | "worker-silent" | "gateway-timeout";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page that loads nothing else. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description A parameter, a header or the encoding is wrong; detail says which, and what it may be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist, or belongs to another owner. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests in this minute, or at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
