# language: es
# Generado con «interop translate» a partir de features/integration/robustness.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-1 @RAD-2 @HL7.2
Característica: Un mensaje erróneo no daña a nadie, y el servicio continúa
  Las interfaces reciben mensajes de sistemas que se actualizaron anoche.
  Uno de ellos no debe parar la lista de todos, ni darse por entendido sin haberlo entendido.

  Regla: Lo que no se entiende se rechaza con el motivo correcto, y la solicitud siguiente funciona

    @TC-ROB-001 @shall @negative
    Esquema del escenario: Un mensaje con el defecto "<defecto>" se rechaza por lo que es
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante envía al sistema "RIS" un mensaje con el defecto "<defecto>"
      Entonces el sistema "RIS" rechaza el mensaje con el motivo "<defecto>"
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres"
      Entonces el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 1

      Ejemplos:
        | defecto                     |
        | tipo de mensaje desconocido |
        | versión desconocida         |
        | falta el número de mensaje  |
        | falta el paciente           |

    @TC-ROB-002 @shall @negative
    Escenario: Medio mensaje no es una solicitud
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante envía al sistema "RIS" media solicitud para la paciente "Ana Torres" y corta la conexión
      Entonces el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 0
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres"
      Entonces el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 1

    @TC-ROB-003 @shall @negative
    Escenario: El ruido en la línea antes de una solicitud no se come la solicitud
      Dado que el paciente "Luis Mba" consta en admisión
      Cuando el servicio solicitante envía ruido al sistema "RIS" y después la solicitud de la exploración "RM cerebral" para el paciente "Luis Mba"
      Entonces el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "MR_1" es 1

  Regla: Una respuesta pertenece al mensaje que nombra

    @FIELD-10 @TC-ROB-004 @shall @positive
    Escenario: Diez solicitudes seguidas reciben diez respuestas, cada una la suya
      Dado que la paciente "Rosa Eyang" consta en admisión
      Cuando el servicio solicitante pide, una tras otra, 10 exploraciones "Radiografía de pelvis" para la paciente "Rosa Eyang"
      Entonces cada una de las 10 respuestas nombra la solicitud a la que pertenece
      Y el número de entradas de la paciente "Rosa Eyang" en la lista de trabajo del equipo "DX_1" es 10

    @FIELD-11 @TC-ROB-005 @shall @positive
    Escenario: Quien pide primero el acuse de recibo recibe lo que pidió
      Dado que el paciente "Luis Mba" consta en admisión
      Cuando el servicio solicitante pide la exploración "TC de tórax" para el paciente "Luis Mba" y quiere solo el acuse de recibo
      Entonces el sistema "RIS" envía el acuse de recibo que se pidió
      Y el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "CT_ER1" es 1

    @FIELD-10 @TC-ROB-007 @shall @negative
    Escenario: Una solicitud cuya respuesta se perdió se envía de nuevo y sigue siendo una
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres", la respuesta se pierde en la línea y la solicitud se envía de nuevo
      Entonces el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 1

  Regla: Un equipo que corta la conexión no deja nada a medias

    @TC-ROB-006 @shall @negative
    Escenario: Un equipo corta la conexión mientras lee la lista
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" corta la conexión a mitad de su consulta a la lista de trabajo
      Entonces el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 1
