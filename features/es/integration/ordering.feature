# language: es
# Generado con «interop translate» a partir de features/integration/ordering.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-2 @RAD-3
Característica: Una solicitud llega a radiología una sola vez, y quien la firma ve qué es de ella
  Quien solicita escribe en la historia clínica electrónica y espera su exploración.
  Una solicitud perdida, duplicada o rechazada en silencio es una exploración sin hacer, o hecha dos veces.

  Regla: Una solicitud se recibe con su propio número, y el número de acceso vuelve a quien la firmó

    @TC-ORD-001 @shall @positive
    Escenario: Se solicita una TC de tórax y vuelve su número de acceso
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres"
      Entonces el sistema "RIS" acepta el mensaje
      Y el médico solicitante ve la exploración "TC de tórax" de la paciente "Ana Torres" con el estado "programada"
      Y el médico solicitante ve el número de acceso que figura en la lista de trabajo para la exploración "TC de tórax" de la paciente "Ana Torres"

    @TC-ORD-002 @shall @positive
    Escenario: Una solicitud urgente es urgente en el equipo
      Dado que el paciente "Luis Mba" consta en admisión
      Cuando el servicio solicitante pide con carácter urgente la exploración "TC de cráneo sin contraste" para el paciente "Luis Mba"
      Entonces la entrada de la lista de trabajo de la exploración "TC de cráneo sin contraste" del paciente "Luis Mba" muestra la prioridad "urgente"

    @FIELD-01 @TC-ORD-003 @shall @positive
    Escenario: Un número de solicitud largo vuelve entero con el estado
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres" con un número de solicitud de 22 caracteres
      Entonces el médico solicitante ve la exploración "TC de tórax" de la paciente "Ana Torres" con el estado "programada"
      Y la entrada de la lista de trabajo de la exploración "TC de tórax" de la paciente "Ana Torres" lleva los identificadores de la solicitud

    @MESA-107 @TC-ORD-004 @shall @positive
    Escenario: Quien solicita ve cuándo empieza la exploración y cuándo termina
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "TC de tórax" del paciente "Carlos Nve" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el médico solicitante ve la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "en curso"
      Cuando el técnico adquiere 2 imágenes de la exploración "TC de tórax" del paciente "Carlos Nve"
      Y el técnico termina la exploración "TC de tórax" del paciente "Carlos Nve"
      Entonces el médico solicitante ve la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "terminada"

    @FIELD-11 @TC-ORD-011 @shall @positive
    Escenario: Un emisor que pide acuse de recibo y respuesta recibe ambos
      Dado que el paciente "Luis Mba" consta en admisión
      Cuando el servicio solicitante pide la exploración "TC de tórax" para el paciente "Luis Mba" y quiere acuse de recibo y respuesta
      Entonces el sistema "RIS" envía el acuse de recibo y después la respuesta
      Y el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "CT_ER1" es 1

  Regla: Una solicitud hecha en radiología se conoce en la historia clínica electrónica por sus dos números

    @TC-ORD-005 @shall @positive
    Escenario: La secretaría de radiología registra una solicitud recibida por teléfono
      Dado que el paciente "Luis Mba" consta en admisión
      Cuando la secretaría de radiología registra la solicitud de la exploración "Radiografía de pelvis" para el paciente "Luis Mba"
      Entonces la historia clínica electrónica responde con un número de solicitud propio para la exploración "Radiografía de pelvis" del paciente "Luis Mba"
      Y la entrada de la lista de trabajo de la exploración "Radiografía de pelvis" del paciente "Luis Mba" lleva los identificadores de la solicitud

    @TC-ORD-006 @shall @negative
    Escenario: Lo que anula la secretaría de radiología queda anulado también en la historia clínica electrónica
      Dado que el paciente "Pedro Abeso" consta en admisión
      Y la exploración "TC de tórax" del paciente "Pedro Abeso" está programada en el equipo "CT_ER1"
      Cuando la secretaría de radiología anula la exploración "TC de tórax" del paciente "Pedro Abeso"
      Entonces el médico solicitante ve la exploración "TC de tórax" del paciente "Pedro Abeso" con el estado "anulada"
      Y la exploración "TC de tórax" del paciente "Pedro Abeso" ya no figura en la lista de trabajo del equipo "CT_ER1"

  Regla: Una solicitud que no se puede atender se rechaza con un motivo, nunca se pierde

    @TC-ORD-007 @shall @negative
    Escenario: Una solicitud para un paciente que radiología no conoce
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente desconocida "Rosa Eyang"
      Entonces el sistema "RIS" rechaza el mensaje con el motivo "paciente desconocido"
      Y el número de entradas de la paciente "Rosa Eyang" en la lista de trabajo del equipo "CT_ER1" es 0

    @TC-ORD-008 @shall @negative
    Escenario: Una solicitud de una exploración que no está en el catálogo
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante pide para la paciente "Ana Torres" una exploración que radiología no ofrece
      Entonces el sistema "RIS" rechaza el mensaje con el motivo "exploración desconocida"
      Y el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 0

    @TC-ORD-009 @shall @negative
    Escenario: La anulación de una solicitud que nunca se hizo
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante anula para la paciente "Ana Torres" una solicitud que nunca se hizo
      Entonces el sistema "RIS" rechaza el mensaje con el motivo "solicitud desconocida"

  Regla: Una solicitud enviada dos veces es una sola exploración

    @FIELD-10 @TC-ORD-010 @shall @negative
    Escenario: La historia clínica electrónica no recibe respuesta y vuelve a enviar la solicitud
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres"
      Y el servicio solicitante envía por segunda vez la solicitud de la exploración "TC de tórax" para la paciente "Ana Torres"
      Entonces el sistema "RIS" acepta el mensaje
      Y el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 1
