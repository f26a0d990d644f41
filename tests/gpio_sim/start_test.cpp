#include <gpiod.hpp>

#include "gpio_sim/live_session.hpp"

namespace dyad::gpio_sim {
namespace {

class Start : public LiveSession {
 protected:
  void expect_refusal_naming(const std::vector<std::string>& texts) {
    launch();
    expect_exit(3);
    for (const std::string& text : texts) {
      EXPECT_NE(dyad->err().find(text), std::string::npos)
          << "does not say " << text << ":\n"
          << dyad->err();
    }
    EXPECT_TRUE(log().records.empty());
  }

  gpiod::line_request hold(unsigned offset) const {
    gpiod::line_settings input;
    input.set_direction(gpiod::line::direction::INPUT);
    return gpiod::chip(chip.device())
        .prepare_request()
        .set_consumer("another program")
        .add_line_settings(offset, input)
        .do_request();
  }
};

TEST_F(Start, ALineThatTheChipDoesNotHaveIsNamedWithTheNearestOnes) {
  rig["channels"]["poke_left"]["line"] = "poke-lefty";
  expect_refusal_naming({"channel \"poke_left\"", "no line \"poke-lefty\"",
                         "the nearest names are \"poke-left\""});
}

TEST_F(Start, ALineThatAnotherProgramHoldsIsNamedWithItsHolder) {
  const gpiod::line_request held = hold(3);
  expect_refusal_naming({"channel \"valve_right\"", "\"valve-right\"",
                         "is used by \"another program\"", "end that program"});
}

TEST_F(Start, AChipThatIsNotThereIsNamedWithThoseThatAre) {
  rig["devices"]["pi"]["chip"] = "pinctrl-rp1";
  expect_refusal_naming({"device \"pi\"", "\"pinctrl-rp1\"", "label \"dyad-sim\"",
                         "put one of these labels"});
}

TEST_F(Start, EveryProblemIsNamedAtOnce) {
  const gpiod::line_request held = hold(0);
  rig["channels"]["valve_left"]["line"] = "water-left";
  rig["channels"]["valve_right"]["line"] = 17;
  rig["devices"]["other"] = {{"kind", "gpio"}, {"chip", "nowhere"}};
  rig["channels"]["sync"] = {{"kind", "sync_ttl"}, {"device", "other"}, {"line", 1}};
  expect_refusal_naming({"\"another program\"", "no line \"water-left\"", "no line 17",
                         "device \"other\"", "\"nowhere\""});
}

}  // namespace
}  // namespace dyad::gpio_sim
