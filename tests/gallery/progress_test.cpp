#include "dyad/analysis/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/script.hpp"

// From stage to stage, as the papers have it: a pair's sessions one after another,
// each at the stage that is due.
namespace dyad::gallery {
namespace {

using testing::ElementsAre;

class Pair {
 public:
  explicit Pair(const std::string& schedule) : schedule_(read_schedule(schedule)) {}

  // A session of 100 trials at the stage that is due, so many of them coordinated.
  Pair& session(std::size_t coordinated) {
    analysis::PastSession past;
    past.stage = stage();
    past.ended_by = "duration";
    past.trials = 100;
    past.coordinated.assign(100, false);
    for (std::size_t i = 0; i < coordinated; ++i) {
      past.coordinated[i * 100 / coordinated] = true;  // spread evenly
    }
    sessions_.push_back(past);
    return *this;
  }
  // The stage of the next session.
  std::string stage() const {
    const auto progress = analysis::follow_progress(schedule_, sessions_);
    return schedule_.stages.at(progress.next_stage).name;
  }

 private:
  config::Schedule schedule_;
  std::vector<analysis::PastSession> sessions_;
};

// The stages of so many sessions, each named once with how often it came.
std::vector<std::pair<std::string, int>> stages_of(const std::string& schedule,
                                                   int sessions) {
  Pair pair(schedule);
  std::vector<std::pair<std::string, int>> stages;
  for (int i = 0; i < sessions; ++i) {
    const std::string stage = pair.stage();
    if (stages.empty() || stages.back().first != stage) stages.emplace_back(stage, 0);
    ++stages.back().second;
    pair.session(0);  // success does not matter
  }
  return stages;
}

TEST(Progress, MouseStaircaseHasFiveTenAndFifteenSessions) {
  using testing::Pair;
  EXPECT_THAT(
      stages_of("mouse-cooperation-staircase.json", 35),
      ElementsAre(Pair("solo shaping", 5), Pair("cooperation 3 s", 5),
                  Pair("cooperation 1.5 s", 10), Pair("cooperation 0.75 s", 15)));
}

TEST(Progress, RatsAreTestedAfterFortyFourDaysOfTraining) {
  using testing::Pair;
  EXPECT_THAT(stages_of("rat-simultaneous-poke.json", 46),
              ElementsAre(Pair("training", 44), Pair("test, no partition", 2)));
}

TEST(Progress, ZoneGatedPairGoesOnAboveSeventyFivePercent) {
  EXPECT_EQ(Pair("zone-gated-start.json").session(75).stage(), "5 s");
  EXPECT_EQ(Pair("zone-gated-start.json").session(76).stage(), "3 s");
  EXPECT_EQ(Pair("zone-gated-start.json").session(76).session(76).session(76).stage(),
            "0.5 s");
}

TEST(Progress, ZoneGatedPairGoesBackBelowThirtyFivePercent) {
  EXPECT_EQ(Pair("zone-gated-start.json").session(76).session(35).stage(), "3 s");
  EXPECT_EQ(Pair("zone-gated-start.json").session(76).session(34).stage(), "5 s");
  EXPECT_EQ(Pair("zone-gated-start.json").session(0).stage(), "5 s");
  Pair pair("zone-gated-start.json");
  pair.session(80).session(80).session(80).session(100);
  EXPECT_EQ(pair.stage(), "0.5 s");
  EXPECT_EQ(pair.session(10).stage(), "0.8 to 1 s");
}

TEST(Progress, WindowTightensAfterTwoGoodSessionsInARow) {
  Pair pair("cross-species-windows.json");
  EXPECT_EQ(pair.session(60).stage(), "window 3 s");
  EXPECT_EQ(pair.session(58).session(60).stage(), "window 3 s");
  EXPECT_EQ(pair.session(60).stage(), "window 2 s");
}

}  // namespace
}  // namespace dyad::gallery
