import java.math.BigDecimal;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.JobsApi;
import org.openapitools.client.model.CreateJobRequest;
import org.openapitools.client.model.JobState;
import org.openapitools.client.model.JobStatus;
import org.openapitools.client.model.Line;
import org.openapitools.client.model.Plan;
import org.openapitools.client.model.PlanWallsInner;
import org.openapitools.client.model.Result;
import org.openapitools.client.model.ResultRoom;

/** Sends a plan of two rooms, waits for its job, and prints the areas of the rooms. */
public final class RoomsOfAPlan {
  public static void main(String[] given) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(given[0]);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + given[1]));
    JobsApi jobs = new JobsApi(client);
    Plan plan = new Plan().units("m");
    double[][] walls = {{0, 0, 7, 0}, {7, 0, 7, 4}, {7, 4, 0, 4}, {0, 4, 0, 0}, {4, 0, 4, 4}};
    for (double[] wall : walls) {
      plan.addWallsItem(new PlanWallsInner(new Line().type(Line.TypeEnum.LINE)
          .start(point(wall[0], wall[1])).end(point(wall[2], wall[3]))));
    }
    String id = jobs.createJob(new CreateJobRequest(plan), null, null, "java-" + System.nanoTime(), null).getJobId();
    JobState job = jobs.getJob(id, null, null);
    for (int turn = 0; turn < 60 && job.getStatus() != JobStatus.COMPLETED; turn++) {
      job = jobs.getJob(id, null, "wait=5");
    }
    // Not getResult: it redirects to this address, and S3 wants no token beside a signature.
    Result result = client.getObjectMapper().readValue(URI.create(job.getOutputUrl()).toURL(), Result.class);
    result.getRooms().stream()
        .sorted(Comparator.comparing(ResultRoom::getArea))
        .forEach(room -> System.out.println(room.getId() + ": " + room.getArea()));
    try {
      jobs.getJob("job_" + "0".repeat(32), null, null);
    } catch (ApiException error) {
      System.out.println("a job that is not there: " + error.getCode());
    }
  }

  private static List<BigDecimal> point(double x, double y) {
    return List.of(BigDecimal.valueOf(x), BigDecimal.valueOf(y));
  }
}
