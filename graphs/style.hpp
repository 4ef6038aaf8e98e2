// The colours and the type of every picture, each with one meaning. The gradient's scale is ColorBrewer's OrRd,
// whose luminance falls all the way, so that it survives colour blindness and a greyscale print.
#pragma once

#include <array>
#include <string_view>

namespace unroll::graphs::style {

inline constexpr std::string_view font = "Helvetica,Arial,Liberation Sans,DejaVu Sans";
inline constexpr std::string_view ink = "#1F2933";    // values going forward, names
inline constexpr std::string_view muted = "#616E7C";  // notes
inline constexpr std::string_view data = "#2B6CB0", data_fill = "#E8F1FB";
inline constexpr std::string_view parameter = "#B7791F", parameter_fill = "#FFF4DC";
inline constexpr std::string_view parameter_ink = "#8F5E15";  // texts: darker, to be legible on white and on the fill
inline constexpr std::string_view way = "#6B46C1";            // a path that is pointed out
inline constexpr std::string_view sum = "#B30000";            // the bar that gathers a parameter's gradient
inline constexpr std::string_view attention = "#0B7A75";      // with an opacity that is the weight
inline constexpr std::string_view panel_fill = "#F7F9FB", panel_border = "#DDE3EA";
inline constexpr std::string_view shrinks = "#9B2C2C", grows = "#1F4E8C";  // a gain below, and above, 1
inline constexpr std::array<std::string_view, 9> heat{"#FFF7EC", "#FEE8C8", "#FDD49E", "#FDBB84", "#FC8D59",
                                                      "#EF6548", "#D7301F", "#B30000", "#7F0000"};

}  // namespace unroll::graphs::style
