import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.siddhi.core.SiddhiAppRuntime;
import io.siddhi.core.SiddhiManager;
import io.siddhi.core.event.Event;
import io.siddhi.core.stream.input.InputHandler;
import io.siddhi.core.stream.output.StreamCallback;
import io.siddhi.core.util.persistence.InMemoryPersistenceStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * The jobs of `src/jobs.ts`, done by the reference engine: a job as JSON in the first argument, its result as JSON on one line.
 * The workload, with its app, comes in the job, so that there is one text of it.
 */
public final class Reference {
    static final int EVENTS = 1_000_000;
    static final long START = 1_600_000_000_000L;
    static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    final JsonObject workload;
    final Object[][] rows;
    final int batch;
    final SiddhiManager manager = new SiddhiManager();
    final SiddhiAppRuntime app;
    final InputHandler stock;
    final InputHandler other;
    long at;
    long outputs;

    Reference(JsonObject workload, Object[][] rows, int batch, InMemoryPersistenceStore store) throws InterruptedException {
        this.workload = workload;
        this.rows = rows;
        this.batch = batch;
        if (store != null) manager.setPersistenceStore(store);
        app = manager.createSiddhiAppRuntime(workload.get("app").getAsString());
        if (!workload.has("counted")) {
            app.addCallback("Out", new StreamCallback() {
                @Override
                public void receive(Event[] events) {
                    outputs += events.length;
                }
            });
        }
        app.start();
        stock = app.getInputHandler("StockStream");
        other = is("twoStreams") ? app.getInputHandler("OtherStream") : null;
        if (workload.has("fill")) {
            InputHandler fill = app.getInputHandler("Fill");
            for (int i = 0; i < workload.get("fill").getAsInt(); i++) fill.send(new Object[] {"S" + i, "sector" + (i % 17), (long) i});
        }
    }

    boolean is(String flag) {
        return workload.has(flag) && workload.get(flag).getAsBoolean();
    }

    static Object[][] rows() {
        Random random = new Random(42);
        String[] symbols = new String[100];
        for (int i = 0; i < symbols.length; i++) symbols[i] = "S" + i;
        Object[][] rows = new Object[EVENTS][];
        for (int i = 0; i < EVENTS; i++) {
            String symbol = symbols[random.nextInt(100)];
            float price = random.nextFloat() * 100f;
            rows[i] = new Object[] {symbol, price, (long) (1 + random.nextInt(1000)), START + i};
        }
        return rows;
    }

    Object[] moved() {
        Object[] row = rows[(int) (at % EVENTS)];
        return new Object[] {row[0], row[1], row[2], START + at};
    }

    void feed(int count) throws InterruptedException {
        boolean moves = is("tsMoves");
        boolean playback = is("playback");
        if (batch > 1) {
            for (int i = 0; i < count; i += batch) {
                Event[] events = new Event[batch];
                for (int j = 0; j < batch; j++, at++) events[j] = new Event(START + at, moves ? moved() : rows[(int) (at % EVENTS)]);
                (other != null && i / batch % 2 == 1 ? other : stock).send(events);
            }
        } else if (other != null) {
            for (int i = 0; i < count; i += 2, at += 2) {
                stock.send(rows[(int) (at % EVENTS)]);
                other.send(rows[(int) ((at + 1) % EVENTS)]);
            }
        } else if (playback) {
            for (int i = 0; i < count; i++, at++) stock.send(START + at, moved());
        } else if (moves) {
            for (int i = 0; i < count; i++, at++) stock.send(moved());
        } else {
            for (int i = 0; i < count; i++, at++) stock.send(rows[(int) (at % EVENTS)]);
        }
    }

    /** Events a second of this thread's CPU time. */
    double feedFor(double seconds) throws InterruptedException {
        long from = at;
        long start = THREADS.getCurrentThreadCpuTime();
        for (;;) {
            feed(4096);
            long used = THREADS.getCurrentThreadCpuTime() - start;
            if (used >= seconds * 1e9) return (at - from) * 1e9 / used;
        }
    }

    long counted() {
        if (!workload.has("counted")) return outputs;
        Event[] found = app.query(workload.get("counted").getAsString());
        return found == null ? 0 : found.length;
    }

    void stop() {
        app.shutdown();
        manager.shutdown();
    }

    static Map<String, Object> throughput(JsonObject job) throws InterruptedException {
        Reference running = new Reference(job.getAsJsonObject("of"), rows(), job.get("batch").getAsInt(), null);
        Map<String, Object> result = new LinkedHashMap<>();
        running.feedFor(job.get("warm").getAsDouble());
        result.put("rate", running.feedFor(job.get("measure").getAsDouble()));
        running.stop();
        return result;
    }

    static Map<String, Object> count(JsonObject job) throws InterruptedException {
        Reference running = new Reference(job.getAsJsonObject("of"), rows(), job.get("batch").getAsInt(), null);
        running.feed(job.get("events").getAsInt());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("counted", running.counted());
        running.stop();
        return result;
    }

    static Map<String, Object> latency(JsonObject job) throws InterruptedException {
        Object[][] rows = rows();
        Reference running = new Reference(job.getAsJsonObject("of"), rows, 1, null);
        running.feedFor(job.get("warm").getAsDouble());
        int samples = job.get("samples").getAsInt();
        long[] took = new long[samples];
        long[] nothing = new long[samples];
        for (int i = 0; i < samples; i++) {
            Object[] row = rows[(int) ((running.at + i) % EVENTS)];
            long start = System.nanoTime();
            running.stock.send(row);
            took[i] = System.nanoTime() - start;
        }
        for (int i = 0; i < samples; i++) {
            long start = System.nanoTime();
            nothing[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        Arrays.sort(nothing);
        running.stop();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("p50", took[samples / 2]);
        result.put("p99", took[(int) (samples * 0.99)]);
        result.put("p999", took[(int) (samples * 0.999)]);
        result.put("max", took[samples - 1]);
        result.put("timer", nothing[samples / 2]);
        return result;
    }

    static final class SizingStore extends InMemoryPersistenceStore {
        volatile long last;

        @Override
        public void save(String app, String revision, byte[] bytes) {
            last = bytes.length;
            super.save(app, revision, bytes);
        }
    }

    static Map<String, Object> snapshot(JsonObject job) throws Exception {
        SizingStore store = new SizingStore();
        Reference running = new Reference(job.getAsJsonObject("of"), rows(), 1, store);
        running.feed(2 * job.get("held").getAsInt());
        int times = job.get("times").getAsInt();
        double[] pauses = new double[times];
        double[] restores = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            running.app.persist().getFullStateFuture().get();
            long middle = System.nanoTime();
            running.app.restoreLastRevision();
            restores[i] = (System.nanoTime() - middle) / 1e6;
            pauses[i] = (middle - start) / 1e6;
            running.feed(1000);
        }
        Arrays.sort(pauses);
        Arrays.sort(restores);
        running.stop();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("bytes", store.last);
        result.put("pause", pauses[times / 2]);
        result.put("restore", restores[times / 2]);
        return result;
    }

    static Map<String, Object> first(JsonObject job) throws InterruptedException {
        Reference running = new Reference(job.getAsJsonObject("of"), new Object[0][], 1, null);
        running.stock.send(new Object[] {"S1", 99f, 1L, 1L});
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("outputs", running.outputs);
        return result;
    }

    public static void main(String[] arguments) throws Exception {
        JsonObject job = new Gson().fromJson(arguments[0], JsonObject.class);
        String kind = job.get("kind").getAsString();
        Map<String, Object> result =
            kind.equals("count") ? count(job)
            : kind.equals("throughput") ? throughput(job)
            : kind.equals("latency") ? latency(job)
            : kind.equals("snapshot") ? snapshot(job)
            : kind.equals("first") ? first(job)
            : null;
        if (result == null) throw new IllegalArgumentException("unknown job: " + kind);
        System.out.println(new Gson().toJson(result));
        System.exit(0);
    }
}
